import { FileButton } from '../../parts/file-button.tsx';

/** What the firm sent along, each to be fetched. */
export function Attachments({ files }: { readonly files: readonly { readonly name: string; readonly url: string }[] }) {
  return (
    <div className="sheet-actions">
      {files.map((file) => (
        <FileButton key={file.url} file={file} text={file.name} />
      ))}
    </div>
  );
}
