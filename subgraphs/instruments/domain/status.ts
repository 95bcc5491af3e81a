export type InstrumentStatus = 'AVAILABLE' | 'LIMITED' | 'DOWN' | 'MAINTENANCE' | 'RETIRED' | 'WITHDRAWN';

/** Which state may follow which. `WITHDRAWN` is set by a partner's tombstone, and when the unit leaves. */
export const statusSteps: Readonly<Record<InstrumentStatus, readonly InstrumentStatus[]>> = {
  AVAILABLE: ['LIMITED', 'DOWN', 'MAINTENANCE', 'RETIRED'],
  LIMITED: ['AVAILABLE', 'DOWN', 'MAINTENANCE', 'RETIRED'],
  DOWN: ['AVAILABLE', 'LIMITED', 'MAINTENANCE', 'RETIRED'],
  MAINTENANCE: ['AVAILABLE', 'LIMITED', 'DOWN', 'RETIRED'],
  RETIRED: [],
  WITHDRAWN: [],
};

/** May the record still be amended or shared in this state? */
export function isAmendable(status: InstrumentStatus): boolean {
  return statusSteps[status].length > 0;
}
