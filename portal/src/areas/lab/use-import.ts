import { useState } from 'react';
import { useCommand } from '../../graph/use-command.ts';
import type { DialogOutcome } from '../../parts/command-dialog.tsx';
import { upload } from '../../parts/upload.ts';
import {
  LabImportInstrumentsDocument,
  type LabImportInstrumentsMutation,
  LabPreviewImportDocument,
  type LabPreviewImportMutation,
} from './generated.ts';

export type Preview = Extract<
  LabPreviewImportMutation['previewInstrumentImport'],
  { __typename: 'InstrumentImportPreview' }
>;
export type Mapping = Preview['mapping'][number];
export type Imported = Extract<
  LabImportInstrumentsMutation['importInstruments'],
  { __typename: 'ImportInstrumentsSuccess' }
>;

interface Chosen {
  readonly fileId: string;
  readonly name: string;
}

/** The wizard's four steps as one state: 0 file, 1 columns, 2 trial, 3 done. */
export function useImport(unitId: string | null) {
  const previewing = useCommand(LabPreviewImportDocument, { keyed: false });
  const importing = useCommand(LabImportInstrumentsDocument);
  const [step, setStep] = useState(0);
  const [sent, setSent] = useState<number>();
  const [uploadProblem, setUploadProblem] = useState<string>();
  const [file, setFile] = useState<Chosen>();
  const [preview, setPreview] = useState<Preview>();
  const [mapping, setMapping] = useState<readonly Mapping[]>([]);
  const [result, setResult] = useState<Imported>();
  const [told, setTold] = useState<DialogOutcome>({});

  const choose = async (chosen: File): Promise<void> => {
    setTold({});
    setUploadProblem(undefined);
    setSent(0);
    try {
      const { id, name } = await upload(chosen, setSent);
      const { success, ...rest } = await previewing.run({ file: { fileId: id, name } });
      setTold(success ? {} : rest);
      if (!success) return;
      setFile({ fileId: id, name });
      setPreview(success);
      setMapping(success.mapping);
      setStep(1);
    } catch (error) {
      setUploadProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setSent(undefined);
    }
  };
  const run = async (dryRun: boolean): Promise<void> => {
    if (!file || unitId === null) return;
    const columns = mapping.map(({ column, field }) => ({ column, ...(field ? { field } : {}) }));
    const { success, ...rest } = await importing.run({ unitId, file, dryRun, mapping: columns });
    setTold(success ? {} : rest);
    if (!success) return;
    setResult(success);
    setStep(dryRun ? 2 : 3);
  };
  const restart = (): void => {
    setStep(0);
    setResult(undefined);
    setTold({});
  };
  return {
    step,
    sent,
    uploadProblem,
    preview,
    mapping,
    result,
    told,
    running: previewing.running || importing.running,
    choose,
    run,
    restart,
    back: () => setStep(1),
    map: (column: string, field: string | null) =>
      setMapping(mapping.map((line) => (line.column === column ? { ...line, field } : line))),
  };
}
