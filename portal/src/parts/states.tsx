import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure } from '../graph/failure.ts';
import { useSession } from '../session/use-session.ts';
import './states.css';

/** A page or part of one that has nothing else to show: a title, what to do, and the control that does it. */
export function Message(props: {
  readonly title: string;
  readonly text?: string | undefined;
  readonly tone?: 'calm' | 'alarm';
  /** It is all that the page shows: its title is the page's. */
  readonly isPage?: boolean;
  readonly children?: ReactNode;
}) {
  const Heading = props.isPage ? 'h1' : 'h2';
  return (
    <section className={`message message-${props.tone ?? 'calm'}`} role={props.tone === 'alarm' ? 'alert' : undefined}>
      <Heading className="message-title">{props.title}</Heading>
      {props.text === undefined ? null : <p>{props.text}</p>}
      {props.children}
    </section>
  );
}

/** Something is on its way. */
export function Loading() {
  const { t } = useTranslation('frame');
  return (
    <div className="loading" role="status">
      <span className="loading-dots" aria-hidden="true" />
      {t('state.loading')}
    </div>
  );
}

/** A list has nothing in it: says why, and offers what one can do. */
export function Empty(props: { readonly title?: string; readonly text?: string; readonly children?: ReactNode }) {
  const { t } = useTranslation('frame');
  return (
    <Message title={props.title ?? t('state.empty')} text={props.text}>
      {props.children}
    </Message>
  );
}

/** A read that failed, in words, with a retry. */
export function Failed({ failure, retry }: { readonly failure: Failure; readonly retry?: () => void }) {
  const { t } = useTranslation('frame');
  const { login } = useSession();
  const said = failure.message === undefined ? {} : { text: failure.message };
  return (
    <Message tone="alarm" title={t(`failure.${failure.kind}`)} text={t(`failure.${failure.kind}Text`)} {...said}>
      {failure.kind === 'login' ? (
        <button type="button" className="button" onClick={() => login()}>
          {t('login.button')}
        </button>
      ) : null}
      {failure.kind !== 'login' && retry ? (
        <button type="button" className="button" onClick={retry}>
          {t('state.retry')}
        </button>
      ) : null}
    </Message>
  );
}

/** The page is for users who are logged in. */
export function LoginNeeded() {
  const { t } = useTranslation('frame');
  const { login } = useSession();
  return (
    <Message isPage title={t('login.neededTitle')} text={t('login.neededText')}>
      <button type="button" className="button" onClick={() => login()}>
        {t('login.button')}
      </button>
    </Message>
  );
}

/** The page is for other roles than the user's. */
export function Forbidden() {
  const { t } = useTranslation('frame');
  return <Message isPage title={t('state.forbiddenTitle')} text={t('state.forbiddenText')} />;
}

/** A page threw. */
export function BrokenPage() {
  const { t } = useTranslation('frame');
  return (
    <Message isPage tone="alarm" title={t('state.brokenTitle')} text={t('state.brokenText')}>
      <button type="button" className="button" onClick={() => location.reload()}>
        {t('state.reload')}
      </button>
    </Message>
  );
}
