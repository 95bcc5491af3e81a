import { useState } from 'react';
import type { DialogOutcome } from './command-dialog.tsx';
import { download } from './download.ts';
import { Refusal } from './refusal.tsx';

/** Fetches a file of the platform with the user's rights and saves it; says when that failed. `name` is the file's own, `text` what the button says. */
export function FileButton(props: {
  readonly file: { readonly url: string; readonly name: string };
  readonly text: string;
  readonly isMain?: boolean;
}) {
  const { url, name } = props.file;
  const [told, setTold] = useState<DialogOutcome>({});
  const save = (): Promise<void> =>
    download(url, name).then(
      () => setTold({}),
      () => setTold({ failure: { kind: 'unavailable' } }),
    );
  return (
    <>
      <button
        type="button"
        className={`button no-print ${props.isMain ? '' : 'button-plain'}`}
        onClick={() => void save()}
      >
        {props.text}
      </button>
      <Refusal {...told} />
    </>
  );
}
