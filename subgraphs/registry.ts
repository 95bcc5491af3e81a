import { booking } from './booking/index.ts';
import type { SubgraphDefinition } from './create-subgraph.ts';
import { instruments } from './instruments/index.ts';
import { members } from './members/index.ts';
import { services } from './services/index.ts';

/** The subgraphs of a platform. A newcomer adds a line here. */
export const subgraphs: readonly SubgraphDefinition[] = [members, instruments, booking, services];
