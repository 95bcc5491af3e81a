import { say } from '../../kernel/refusals.ts';
import { isLarge, ratedMinutesPerYear } from './domain/rules.ts';
import type { Resolvers } from './generated/types.ts';
import { ratingSummary } from './rated.ts';

const reportedKinds = { instrument: 'INSTRUMENT', booking: 'BOOKING', usage: 'USAGE', service: 'SERVICE' } as const;

/** The resolvers of `instruments`: each checks what it must, calls one function, and returns. */
export const resolvers: Resolvers = {
  Query: {
    instrument: (_, { id }, { instrument }) => instrument.load(id),
    instruments: (_, { filter, sort, first, after }, { instruments, caller }) =>
      instruments.list(caller, filter ?? null, sort ?? 'NAME', { first, after }),
    instrumentGroup: (_, { id }, { group }) => group.load(id),
    instrumentGroups: (_, { unitId, first, after }, { groups }) => groups.list(unitId ?? null, { first, after }),
    monitoringRules: (_, __, { monitor }) => monitor.rules(),
    instrumentWarnings: (_, { unitId, first, after }, { monitor, caller }) =>
      monitor.warnings(caller, unitId ?? null, { first, after }),
    reportingSources: (_, { unitId }, { sources, caller }) => sources.ofUnit(caller, unitId),
    reportConflicts: (_, { unitId, first, after }, { sources, caller }) =>
      sources.conflicts(caller, unitId, { first, after }),
    exportInstruments: async (_, { filter, table, format, rows }, { exports, caller }) => {
      const file = await exports.table(caller, filter ?? null, rows, table, format);
      return { ...file, base64: file.bytes.toString('base64') };
    },
    instrumentCategories: (_, __, { instruments }) => instruments.categories(),
    instrumentDistricts: (_, { scope }, { instruments }) => instruments.districts(scope ?? 'OWN'),
  },
  Mutation: {
    planMaintenance: (_, { input }, { plans, caller }) => plans.plan(caller, input),
    recordMaintenance: (_, { input }, { plans, caller }) => plans.record(caller, input),
    endMaintenancePlan: (_, { input }, { plans, caller }) => plans.end(caller, input),
    setMonitoringRules: (_, { input }, { monitor, caller }) => monitor.setRules(caller, input),
    registerReportingSource: (_, { input }, { sources, caller }) => sources.register(caller, input),
    closeReportingSource: (_, { input }, { sources, caller }) => sources.close(caller, input),
    resolveReportConflict: (_, { input }, { sources, caller }) => sources.resolve(caller, input),
    registerInstrument: (_, { input }, { instruments, caller }) => instruments.register(caller, input),
    amendInstrument: (_, { input }, { instruments, caller }) => instruments.amend(caller, input),
    shareInstrument: (_, { input }, { instruments, caller }) => instruments.share(caller, input),
    reportInstrumentStatus: (_, { input }, { instruments, caller }) => instruments.reportStatus(caller, input),
    attachToInstrument: (_, { input }, { instruments, caller }) => instruments.attach(caller, input),
    createInstrumentGroup: (_, { input }, { groups, caller }) => groups.create(caller, input),
    previewInstrumentImport: (_, { input }, { imports, caller }) => imports.preview(caller, input),
    importInstruments: (_, { input }, { imports, caller }) => imports.import(caller, input),
  },
  Instrument: {
    __resolveReference: ({ id }, { instrument }) => instrument.load(id),
    id: ({ _id }) => _id,
    isLarge: ({ originalValueFen }) => isLarge(originalValueFen),
    ratedMinutesPerYear: ({ ratedHoursClass }) => ratedMinutesPerYear[ratedHoursClass],
    unit: ({ unitId }) => ({ id: unitId }),
    managingUnit: ({ managingUnitId }) => ({ id: managingUnitId }),
    laboratory: ({ laboratoryId }) => (laboratoryId ? { id: laboratoryId } : null),
    groups: async ({ groupIds }, _, { group }) =>
      (await Promise.all(groupIds.map((id) => group.load(id)))).filter((found) => found !== null),
    maintenancePlans: ({ _id }, _, { plansOf }) => plansOf.load(_id),
    warnings: ({ _id }, _, { warningsOf }) => warningsOf.load(_id),
    rating: (instrument) => ratingSummary(instrument),
    pidinst: (instrument, _, { exports }) => exports.pidinst(instrument),
    history: (instrument, { first, after }, { instruments, caller }) =>
      instruments.historyOf(caller, instrument, { first, after }),
  },
  Attachment: { url: ({ fileId }, _, { instruments }) => instruments.fileLink(fileId) },
  MaintenancePlan: { id: ({ _id }) => _id },
  InstrumentWarning: {
    id: ({ _id }) => _id,
    instrument: ({ instrumentId }, _, { instrument }) => instrument.load(instrumentId),
  },
  ReportingSource: {
    id: ({ _id }) => _id,
    unit: ({ unitId }) => ({ id: unitId }),
  },
  ReportConflict: {
    id: ({ _id }) => _id,
    kind: ({ kind }) => reportedKinds[kind],
    reason: ({ reason }, _, { caller }) => reason && say(caller, reason),
    reported: ({ data }) => JSON.stringify(data),
    instrument: ({ recordId }, _, { instrument }) => (recordId ? instrument.load(recordId) : null),
  },
  InstrumentGroup: {
    __resolveReference: ({ id }, { group }) => group.load(id),
    id: ({ _id }) => _id,
    unit: ({ unitId }) => ({ id: unitId }),
    instruments: ({ _id }, { first, after }, { instruments, caller }) =>
      instruments.where(caller, { groupIds: _id }, { first, after }),
  },
  Unit: {
    __resolveReference: ({ id }) => ({ id }),
    instruments: ({ id }, { first, after }, { instruments, caller }) =>
      instruments.where(caller, { unitId: id }, { first, after }),
    openRate: ({ id }, _, { openRate }) => openRate.load(id),
  },
  Laboratory: {
    __resolveReference: ({ id }) => ({ id }),
    instruments: ({ id }, { first, after }, { instruments, caller }) =>
      instruments.where(caller, { laboratoryId: id }, { first, after }),
  },
};
