import type { ClientSession } from 'mongoose';
import { type Caller, holds } from '../../../kernel/caller.ts';
import { platformOf } from '../../../kernel/ids.ts';
import { type Page, type PageRequest, pageOf } from '../../../kernel/records/page.ts';
import type { DispatchRow, ReportRow, SampleRow, TestRequestRow } from '../models.ts';
import { UNIT_STAFF } from './items.ts';
import type { ServicesRoom } from './room.ts';

const READERS = [...UNIT_STAFF, 'AUDITOR'] as const;
const latest = { field: 'requestedAt', direction: -1 } as const;

/** A request by its id here or at its home platform. */
export async function requestById(
  room: ServicesRoom,
  id: string,
  session?: ClientSession,
): Promise<TestRequestRow | null> {
  const filter = platformOf(id) === room.kernel.platform.id ? { _id: id } : { remoteId: id };
  return room.models.requests
    .findOne(filter)
    .session(session ?? null)
    .lean<TestRequestRow | null>();
}

/** Those who asked: the requester and everybody of the firm. */
export function isOfFirm(caller: Caller, request: TestRequestRow): boolean {
  return request.requesterId === caller.subject || (request.firmId !== null && request.firmId === caller.unitId);
}

/** Units of the request that the caller acts for. */
export function actsFor(room: ServicesRoom, caller: Caller, request: TestRequestRow): string[] {
  return request.askedUnitIds.filter((unitId) => holds(caller, READERS, [room.kernel.platform.id, unitId]));
}

export function isPlatformStaff(room: ServicesRoom, caller: Caller): boolean {
  return caller.kind === 'system' || holds(caller, READERS, [room.kernel.platform.id]);
}

/** Does the caller act for the unit that does the work, or for the platform? A unit that was asked and does not do it has no business with drafts and results. */
export function doesTheWork(room: ServicesRoom, caller: Caller, request: TestRequestRow): boolean {
  const { takenBy } = request;
  return isPlatformStaff(room, caller) || (takenBy !== null && actsFor(room, caller, request).includes(takenBy));
}

/** The firm, those who do the work, and the platform: who may know the price and the reasons given on the way. */
export function isParty(room: ServicesRoom, caller: Caller, request: TestRequestRow): boolean {
  return isOfFirm(caller, request) || doesTheWork(room, caller, request);
}

/** The price, for a unit that was asked until another one has the request. */
export function priceFor(room: ServicesRoom, caller: Caller, request: TestRequestRow): TestRequestRow['price'] {
  return request.takenBy === null || isParty(room, caller, request) ? request.price : null;
}

/** Every step; the reasons for the parties only: they may be another unit's. */
export function historyFor(room: ServicesRoom, caller: Caller, request: TestRequestRow): TestRequestRow['history'] {
  if (isParty(room, caller, request)) return request.history;
  return request.history.map((line) => ({ ...line, reason: null }));
}

/** The firm sees its own, a unit what it was asked to do, the platform's staff everything. */
export function maySeeRequest(room: ServicesRoom, caller: Caller, request: TestRequestRow): boolean {
  if (isOfFirm(caller, request) || isPlatformStaff(room, caller)) return true;
  return actsFor(room, caller, request).length > 0;
}

/** A unit that was asked sees its own line only, not who else was asked. */
export function dispatchesFor(room: ServicesRoom, caller: Caller, request: TestRequestRow): DispatchRow[] {
  if (isOfFirm(caller, request) || isPlatformStaff(room, caller)) return [...request.dispatches];
  const own = actsFor(room, caller, request);
  return request.dispatches.filter(({ unitId }) => own.includes(unitId));
}

export interface TestRequestFilter {
  readonly states?: readonly string[] | null | undefined;
  readonly channel?: string | null | undefined;
}

const facets = (filter: TestRequestFilter) => ({
  ...(filter.states ? { state: { $in: [...filter.states] } } : {}),
  ...(filter.channel ? { channel: filter.channel } : {}),
});

/** Requests of the caller or of the caller's firm, latest first. */
export function requestsOf(
  room: ServicesRoom,
  caller: Caller,
  filter: TestRequestFilter,
  page: PageRequest,
): Promise<Page<TestRequestRow>> {
  const mine = caller.unitId
    ? { $or: [{ requesterId: caller.subject }, { firmId: caller.unitId }] }
    : { requesterId: caller.subject };
  return pageOf(room.models.requests, { $and: [facets(filter), mine] }, latest, page);
}

/** Requests that the caller's units were asked to do; all of them for the platform's staff. Latest first. */
export function requestsAsked(
  room: ServicesRoom,
  caller: Caller,
  filter: TestRequestFilter,
  page: PageRequest,
): Promise<Page<TestRequestRow>> {
  if (isPlatformStaff(room, caller)) return pageOf(room.models.requests, facets(filter), latest, page);
  const asked = { askedUnitIds: { $in: administeredUnits(caller) } };
  return pageOf(room.models.requests, { ...facets(filter), ...asked }, latest, page);
}

/** Units for which the caller does or reads the work. */
export function administeredUnits(caller: Caller): string[] {
  const administered = caller.grants.filter(
    ({ role, path }) => READERS.some((reader) => reader === role) && path.length > 1,
  );
  return administered.flatMap(({ path }) => path[1] ?? []);
}

/** For a DataLoader: requests by id, here or remote, in order. */
export async function requestsByIds(room: ServicesRoom, ids: readonly string[]): Promise<(TestRequestRow | null)[]> {
  const here = room.kernel.platform.id;
  const own = ids.filter((id) => platformOf(id) === here);
  const remote = ids.filter((id) => platformOf(id) !== here);
  const find = (filter: object) => room.models.requests.find(filter).lean<TestRequestRow[]>();
  const rows = [
    ...(own.length > 0 ? await find({ _id: { $in: own } }) : []),
    ...(remote.length > 0 ? await find({ remoteId: { $in: remote } }) : []),
  ];
  const found = new Map(rows.map((row) => [row.remoteId ?? row._id, row]));
  return ids.map((id) => found.get(id) ?? null);
}

/** For a DataLoader: samples by request, in order. */
export async function samplesOf(room: ServicesRoom, requestIds: readonly string[]): Promise<SampleRow[][]> {
  const rows = await room.models.samples
    .find({ testRequestId: { $in: [...requestIds] } })
    .sort({ testRequestId: 1, position: 1 })
    .lean<SampleRow[]>();
  return requestIds.map((id) => rows.filter((row) => row.testRequestId === id));
}

/** A sample by id, with its request. */
export async function sampleById(
  room: ServicesRoom,
  id: string,
): Promise<{ readonly sample: SampleRow; readonly request: TestRequestRow } | null> {
  const sample = await room.models.samples.findById(id).lean<SampleRow | null>();
  const request = sample ? await requestById(room, sample.testRequestId) : null;
  return sample && request ? { sample, request } : null;
}

/** A report by id, with its request. */
export async function reportById(
  room: ServicesRoom,
  id: string,
): Promise<{ readonly report: ReportRow; readonly request: TestRequestRow } | null> {
  const request = await room.models.requests
    .findOne({ $or: [{ 'report.id': id }, { 'supersededReports.id': id }] })
    .lean<TestRequestRow | null>();
  const report = [request?.report, ...(request?.supersededReports ?? [])].find((one) => one?.id === id);
  return request && report ? { report, request } : null;
}
