import { useTranslation } from 'react-i18next';
import { chooseLanguage } from '../i18n/i18n.ts';

/** Each language is offered in its own name. */
export function LanguageSwitch() {
  const { i18n } = useTranslation('frame');
  const isChinese = i18n.language === 'zh';
  return (
    <button
      type="button"
      className="quiet-button"
      lang={isChinese ? 'en' : 'zh-CN'}
      onClick={() => void chooseLanguage(isChinese ? 'en' : 'zh')}
    >
      {isChinese ? 'English' : '中文'}
    </button>
  );
}
