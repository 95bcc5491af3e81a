import { seedId } from '../../seed/random.ts';

/** The unit whose instruments `mdj-lab` and `mdj-unit` manage. */
export const UNIT = seedId('mdj', 'unit', 'mdj-unit-01');

/** An instrument of the province that `hlj-unit` and `hlj-lab` manage. */
export const PROVINCIAL_INSTRUMENT = seedId('hlj', 'instrument', 'hlj-instrument-1');

/** The seed's account with this username. */
export const accountId = (username: string, platform = 'mdj'): string => seedId(platform, 'account', username);
