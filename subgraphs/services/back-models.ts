import type { Connection } from 'mongoose';
import { anything, defineModel } from '../../kernel/define-model.ts';
import type { ArchiveRow, ComplaintRow, SignatoryRow, StatisticsTotals } from './back-rows.ts';

const text = { type: String, required: true };
const optionalText = { type: String, default: null };
const number = { type: Number, required: true };
const date = { type: Date, required: true };
const optionalDate = { type: Date, default: null };

/** The collections of what follows the test: signatories, complaints, archive, statistics. */
export function backModels(connection: Connection) {
  return {
    signatories: defineModel<SignatoryRow>(
      connection,
      'services_signatories',
      { unitId: text, accountId: text, validFrom: date, validTo: optionalDate },
      [{ keys: { unitId: 1 } }],
    ),
    statistics: statisticsModel(connection),
    archives: archiveModel(connection),
    complaints: complaintModel(connection),
  };
}

function statisticsModel(connection: Connection) {
  const counts = { reports: number, samples: number, minutes: number, netFen: number };
  const shares = { promised: number, onTime: number, ratings: number, stars: number };
  return defineModel<StatisticsTotals>(
    connection,
    'services_statistics',
    { year: number, month: text, unitId: text, testItemId: text, ...counts, ...shares },
    [{ keys: { year: 1, _id: 1 } }, { keys: { year: 1, unitId: 1, _id: 1 } }],
  );
}

function archiveModel(connection: Connection) {
  return defineModel<ArchiveRow>(
    connection,
    'services_archives',
    {
      number: text,
      unitId: optionalText,
      firmId: optionalText,
      requesterId: text,
      reportNumbers: [String],
      year: number,
      archivedAt: date,
      retainUntil: text,
      documents: anything,
      seal: text,
    },
    [
      { keys: { number: 1 }, unique: true },
      { keys: { archivedAt: -1, _id: -1 } },
      { keys: { firmId: 1, archivedAt: -1, _id: -1 } },
      { keys: { requesterId: 1, archivedAt: -1, _id: -1 } },
      { keys: { unitId: 1, archivedAt: -1, _id: -1 } },
      { keys: { reportNumbers: 1 } },
      { keys: { year: 1, archivedAt: -1, _id: -1 } },
    ],
  );
}

function complaintModel(connection: Connection) {
  return defineModel<ComplaintRow>(
    connection,
    'services_complaints',
    {
      number: text,
      state: text,
      kind: text,
      text,
      evidence: anything,
      testRequestId: text,
      reportNumber: optionalText,
      filedBy: text,
      firmId: optionalText,
      unitId: text,
      filedAt: date,
      answerBy: date,
      answer: optionalText,
      answeredAt: optionalDate,
      outcome: anything,
      statementId: optionalText,
      entryId: optionalText,
      history: anything,
      home: text,
      originId: optionalText,
      syncedAt: optionalDate,
      version: number,
    },
    [
      { keys: { filedAt: -1, _id: -1 } },
      { keys: { state: 1, filedAt: -1, _id: -1 } },
      { keys: { filedBy: 1, filedAt: -1, _id: -1 } },
      { keys: { firmId: 1, filedAt: -1, _id: -1 } },
      { keys: { unitId: 1, filedAt: -1, _id: -1 } },
      { keys: { unitId: 1, state: 1, answerBy: 1 } },
      { keys: { state: 1, answerBy: 1 } },
      { keys: { testRequestId: 1 } },
      { keys: { originId: 1 } },
    ],
  );
}
