import { createSubgraph, type Subgraph } from '../../subgraphs/create-subgraph.ts';
import { services } from '../../subgraphs/services/index.ts';
import {
  bookingWorld,
  CENTRE,
  INSTITUTE,
  instrumentEvent,
  PLATFORM,
  person,
  type World,
  worldOf,
} from './booking-world.ts';

/** Both rooms that a test request passes through, on one kernel. */
export interface ServicesWorld {
  readonly booking: World;
  readonly services: World;
  close(): Promise<void>;
}

export const SPECTROMETER = 'mdj:instrument:spectrometer';
export const CENTRE_BALANCE = 'mdj:instrument:balance';

/** Administrators of the units that offer tests. */
export const instituteOwner = person('institute-owner', INSTITUTE, [
  { role: 'UNIT_ADMINISTRATOR', path: [PLATFORM, INSTITUTE] },
]);

/** `bookingWorld` with the services room, an instrument of the institute and one of the platform's own centre. */
export async function servicesWorld(): Promise<ServicesWorld> {
  const booking = await bookingWorld();
  const subgraph: Subgraph = await createSubgraph(services, booking);
  await booking.happen(instrumentEvent(SPECTROMETER, placeOf(INSTITUTE, SPECTROMETER)));
  await booking.happen(instrumentEvent(CENTRE_BALANCE, placeOf(CENTRE, CENTRE_BALANCE)));
  await booking.kernel.settled();
  return { booking, services: worldOf(booking, subgraph), close: () => booking.close() };
}

function placeOf(unitId: string, id: string): Record<string, unknown> {
  return { path: [PLATFORM, unitId, id], unitId, managingUnitId: unitId };
}
