import { seedId } from '../../seed/random.ts';

/** The unit whose instruments `mdj-lab` and `mdj-unit` manage. */
export const UNIT = seedId('mdj', 'unit', 'mdj-unit-01');

/** The engineer's firm. */
export const FIRM = seedId('mdj', 'unit', 'mdj-firm-01');

/** An instrument of the province that `hlj-unit` and `hlj-lab` manage. */
export const PROVINCIAL_INSTRUMENT = seedId('hlj', 'instrument', 'hlj-instrument-1');

/** The seed's account with this username. */
export const accountId = (username: string, platform = 'mdj'): string => seedId(platform, 'account', username);

/** An instant of the tests' world, in Asia/Shanghai: `day` 0 is the Monday on which it starts. */
export const at = (day: number, hour: number, minute = 0): string =>
  new Date(Date.UTC(2013, 2, 4 + day, hour - 8, minute)).toISOString();
