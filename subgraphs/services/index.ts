import { withdrawWithUnit } from '../../kernel/records/leaving.ts';
import type { SubgraphDefinition } from '../create-subgraph.ts';
import { contextFor } from './context.ts';
import { resolvers } from './resolvers/index.ts';
import { keepComplaintTexts, keepDraftNames } from './store/aftercare-personal.ts';
import { archiveClosed } from './store/archive.ts';
import { escalateOverdue } from './store/complaint-decision.ts';
import { followComplaints } from './store/complaint-remote.ts';
import { importersOf } from './store/imports.ts';
import { forgetInquiries, keepInquiries, tellOverdueInquiries } from './store/inquiry-personal.ts';
import { reconcileMirrors } from './store/mirror.ts';
import { followPartners } from './store/mirror-apply.ts';
import { keepPersonalData } from './store/personal.ts';
import { openRoom } from './store/room.ts';
import { loadSignatories } from './store/signatories.ts';
import { loadStandards } from './store/standards.ts';
import { followWorkOrders } from './store/work.ts';

/** Test items, test requests, samples and reports. */
export const services: SubgraphDefinition = {
  name: 'services',
  async create({ kernel, ledger }) {
    const room = await openRoom(kernel, ledger);
    followWorkOrders(room);
    followPartners(room);
    withdrawWithUnit(kernel, room.items, { name: 'services.leavingUnits', action: 'withdrawTestItem' });
    keepPersonalData(room);
    keepInquiries(room);
    kernel.job({ name: 'services.inquiries', everySeconds: 3_600, run: ({ now }) => forgetInquiries(room, now) });
    kernel.job({ name: 'services.overdue', everySeconds: 600, run: ({ now }) => tellOverdueInquiries(room, now) });
    keepDraftNames(room);
    keepComplaintTexts(room);
    followComplaints(room);
    kernel.job({ name: 'services.archive', everySeconds: 3_600, run: ({ now }) => archiveClosed(room, now) });
    kernel.job({ name: 'services.complaints', everySeconds: 600, run: ({ now }) => escalateOverdue(room, now) });
    kernel.job({ name: 'services.reconcile', everySeconds: 30, run: ({ now }) => reconcileMirrors(room, now) });
    return {
      resolvers,
      contextFor: (caller) => contextFor(room, caller),
      load: { testItem: room.items.documentLoader(), standard: loadStandards(room), signatory: loadSignatories(room) },
      imports: importersOf(room),
    };
  },
};
