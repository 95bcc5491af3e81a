import { accounting } from './accounting/index.ts';
import { achievements } from './achievements/index.ts';
import { booking } from './booking/index.ts';
import type { SubgraphDefinition } from './create-subgraph.ts';
import { experts } from './experts/index.ts';
import { instruments } from './instruments/index.ts';
import { literature } from './literature/index.ts';
import { members } from './members/index.ts';
import { network } from './network/index.ts';
import { services } from './services/index.ts';
import { tracking } from './tracking/index.ts';

/** The subgraphs of a platform. A newcomer adds a line here. */
export const subgraphs: readonly SubgraphDefinition[] = [
  members,
  instruments,
  booking,
  services,
  accounting,
  experts,
  achievements,
  literature,
  tracking,
  network,
];
