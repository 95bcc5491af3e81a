import i18next, { type BackendModule } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { routeTitles } from '../shell/routes.ts';

export type Language = 'zh' | 'en';

const KEPT = 'mudan.language';
type Texts = { readonly default: object };

const frame = import.meta.glob<Texts>('./locales/*.ts');
const areas = import.meta.glob<Texts>('../areas/*/locales/*.ts');

/** Texts come when they are first needed: one file per namespace (`frame`, or the area's name) and language. */
const backend: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read(language, namespace, callback) {
    const load =
      namespace === 'frame' ? frame[`./locales/${language}.ts`] : areas[`../areas/${namespace}/locales/${language}.ts`];
    if (load === undefined) return callback(new Error(`no texts of ${namespace} in ${language}`), null);
    load().then(
      (texts) => callback(null, texts.default as never),
      (error: unknown) => callback(error as Error, null),
    );
  },
};

/** Starts i18next in the language that was chosen here before, or the browser's, or Chinese; with the texts of the first page's area. */
export async function startI18n(area: string | undefined): Promise<void> {
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: firstLanguage(),
      fallbackLng: 'zh',
      supportedLngs: ['zh', 'en'],
      ns: area === undefined ? ['frame'] : ['frame', area],
      defaultNS: 'frame',
      partialBundledLanguages: true,
      resources: { zh: { titles: routeTitles('zh') }, en: { titles: routeTitles('en') } },
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
    });
  mark(currentLanguage());
}

/** The language of everything that is shown now. */
export function currentLanguage(): Language {
  return i18next.language?.startsWith('en') ? 'en' : 'zh';
}

/** Shows everything in another language and keeps the choice. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEPT, language);
  await i18next.changeLanguage(language);
  mark(language);
}

function firstLanguage(): Language {
  const asked = new URLSearchParams(location.search).get('lang') ?? localStorage.getItem(KEPT) ?? navigator.language;
  return asked.startsWith('zh') || !asked.startsWith('en') ? 'zh' : 'en';
}

function mark(language: Language): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}
