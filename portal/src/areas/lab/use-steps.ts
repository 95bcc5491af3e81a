import { useState } from 'react';
import { useCommand } from '../../graph/use-command.ts';
import type { DialogOutcome } from '../../parts/command-dialog.tsx';
import {
  LabAcceptBookingDocument,
  LabConfirmBookingDocument,
  LabReportNoShowDocument,
  LabStartUseDocument,
  LabStopUseDocument,
} from './generated.ts';

/** The steps that need no more than the record. `onDone` hears of each that was done. */
export function useSteps(onDone: () => void) {
  const [notDone, setNotDone] = useState<DialogOutcome>({});
  const accept = useCommand(LabAcceptBookingDocument);
  const confirm = useCommand(LabConfirmBookingDocument);
  const noShow = useCommand(LabReportNoShowDocument);
  const start = useCommand(LabStartUseDocument);
  const stop = useCommand(LabStopUseDocument);

  const tell = ({ success, ...rest }: DialogOutcome & { readonly success?: object | undefined }): boolean => {
    setNotDone(success ? {} : rest);
    if (success) onDone();
    return success !== undefined;
  };
  return {
    notDone,
    running: [accept, confirm, noShow, start, stop].some(({ running }) => running),
    accept: async (bookingId: string) => tell(await accept.run({ bookingId })),
    confirm: async (bookingId: string) => tell(await confirm.run({ bookingId })),
    noShow: async (bookingId: string) => tell(await noShow.run({ bookingId })),
    start: async (workOrderId: string) => tell(await start.run({ workOrderId })),
    stop: async (workOrderId: string) => tell(await stop.run({ workOrderId })),
  };
}

export type Steps = ReturnType<typeof useSteps>;
