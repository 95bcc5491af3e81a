import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import './dialog.css';

/**
 * A modal dialog: the page behind it is out of reach, Escape closes it, and the focus goes back to where it was. The browser's own element, as antd's locks
 * scrolling by a style without nonce. Put it on the page only while it is open.
 */
export function Dialog(props: {
  readonly title: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation('frame');
  const box = useRef<HTMLDialogElement>(null);
  const title = useId();
  // Before the element leaves the page: only closing gives the focus back.
  useLayoutEffect(() => {
    const dialog = box.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog ref={box} className="dialog" aria-labelledby={title} onCancel={props.onClose}>
      <div className="dialog-bar">
        <h2 id={title}>{props.title}</h2>
        <button type="button" className="quiet-button" aria-label={t('state.close')} onClick={props.onClose}>
          ✕
        </button>
      </div>
      {props.children}
    </dialog>
  );
}
