import type { SubgraphDefinition } from '../create-subgraph.ts';
import { calendarRoute } from './calendar-route.ts';
import { contextFor } from './context.ts';
import { resolvers } from './resolvers/index.ts';
import { meetDeadlines } from './store/deadlines.ts';
import { seedSchemes } from './store/evaluation.ts';
import { projectGroups } from './store/groups.ts';
import { followUsage } from './store/indicators.ts';
import { projectInstruments } from './store/instruments.ts';
import { loadPastUse } from './store/load.ts';
import { reconcileMirrors } from './store/mirror.ts';
import { followPartners } from './store/mirror-apply.ts';
import { keepPersonalData } from './store/personal.ts';
import { followRatingAnswers } from './store/rating-tell.ts';
import { reports } from './store/reported.ts';
import { openRoom } from './store/room.ts';
import { followTestRequests } from './store/test-requests.ts';
import { followFreedTimes } from './store/waitlist.ts';
import { giveBackFuture } from './store/withdrawal.ts';

/** Calendars, bookings, work orders, usage records and their indicators. */
export const booking: SubgraphDefinition = {
  name: 'booking',
  async create({ kernel, ledger }) {
    const room = await openRoom(kernel, ledger);
    await seedSchemes(room);
    projectInstruments(room, reports, giveBackFuture);
    followPartners(room);
    followRatingAnswers(room);
    followTestRequests(room);
    followUsage(room);
    projectGroups(room);
    followFreedTimes(room);
    keepPersonalData(room);
    kernel.job({ name: 'booking.deadlines', everySeconds: 60, run: ({ now }) => meetDeadlines(room, now) });
    kernel.job({ name: 'booking.reconcile', everySeconds: 30, run: ({ now }) => reconcileMirrors(room, now) });
    return {
      resolvers,
      contextFor: (caller) => contextFor(room, caller),
      load: { pastUse: loadPastUse(room) },
      routes: { '/calendar': calendarRoute(room) },
    };
  },
};
