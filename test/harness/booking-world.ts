import { graphql } from 'graphql';
import { type Caller, type Grant, sealCaller, systemCaller } from '../../kernel/caller.ts';
import type { DomainEvent } from '../../kernel/events/types.ts';
import { booking } from '../../subgraphs/booking/index.ts';
import { createSubgraph, type Subgraph } from '../../subgraphs/create-subgraph.ts';
import { type MDJ, type TestKernel, type TestKernelOptions, testKernel } from './kernel.ts';

/** Units and an instrument as their owners' events tell them: for tests of the subgraph alone. */
export const PLATFORM = 'mdj';
export const UNIVERSITY = 'mdj:unit:university';
export const INSTITUTE = 'mdj:unit:institute';
export const FIRM = 'mdj:unit:firm';
export const CENTRE = 'mdj:unit:centre';
export const SEM = 'mdj:instrument:sem';
export const XRD = 'mdj:instrument:xrd';

const units = [
  [UNIVERSITY, 'UNIVERSITY'],
  [INSTITUTE, 'INSTITUTE'],
  [FIRM, 'FIRM'],
  [CENTRE, 'PLATFORM_CENTRE'],
] as const;

/** List price of the test instruments: 600 yuan an hour. */
export const HOUR_FEN = 60_000;

const scopes = ['bookings:request', 'bookings:manage', 'bookings:administer', 'usage:write', 'services:request'];

/** The instant of `HH:MM` in Shanghai on a day of March 2026; the clock stands at Monday the 2nd, 08:00. */
export function at(day: number, time: string): string {
  return new Date(`2026-03-${String(day).padStart(2, '0')}T${time}:00+08:00`).toISOString();
}

/** From one time to another of the same day, see {@link at}. */
export function slot(day: number, from: string, to: string): { readonly start: string; readonly end: string } {
  return { start: at(day, from), end: at(day, to) };
}

export function person(
  name: string,
  unitId: string | null,
  grants: readonly Grant[] = [],
  extra: Partial<Caller> = {},
): Caller {
  return sealCaller({
    kind: 'user',
    subject: `${PLATFORM}:account:${name}`,
    name,
    home: PLATFORM,
    unitId,
    grants,
    scopes: [...scopes, 'services:manage', 'services:administer'],
    authorisationVersion: 1,
    locale: 'en',
    correlationId: 'test',
    ...extra,
  });
}

export const researcher = person('researcher', INSTITUTE, [{ role: 'RESEARCHER', path: [PLATFORM, INSTITUTE] }]);
export const colleague = person('colleague', INSTITUTE, [{ role: 'RESEARCHER', path: [PLATFORM, INSTITUTE] }]);
export const engineer = person('engineer', FIRM, [{ role: 'FIRM_USER', path: [PLATFORM, FIRM] }]);
export const staff = person('staff', null, [{ role: 'PLATFORM_STAFF', path: [PLATFORM] }]);
export const owner = person('owner', UNIVERSITY, [{ role: 'UNIT_ADMINISTRATOR', path: [PLATFORM, UNIVERSITY] }]);
export const operator = person('operator', UNIVERSITY, [
  { role: 'INSTRUMENT_ADMINISTRATOR', path: [PLATFORM, UNIVERSITY, SEM] },
]);

// biome-ignore lint/suspicious/noExplicitAny: answers are whatever the test's own query asks for
export type Answer = any;

export interface World extends TestKernel {
  readonly subgraph: Subgraph;
  /** Data of a query that must not fail. */
  ask(caller: Caller, source: string, variables?: Record<string, unknown>): Promise<Answer>;
  /** A mutation's payload; an idempotency key of its own unless the input has one. */
  send(caller: Caller, name: string, input: Record<string, unknown>, selection: string): Promise<Answer>;
  /** Lets an event happen as another room would tell it. */
  happen(event: DomainEvent): Promise<void>;
}

type WorldOptions = TestKernelOptions & { readonly platform?: typeof MDJ };

/** A platform's booking room with four units, two instruments at the university, and tariffs for all classes. */
export async function bookingWorld(options: WorldOptions = {}): Promise<World> {
  const base = await testKernel(options);
  const subgraph = await createSubgraph(booking, base);
  const world = worldOf(base, subgraph);
  const { kernel, ledger } = base;
  const system = systemCaller(PLATFORM, 'test');
  for (const [id, kind] of units) await world.happen(unitEvent(id, kind));
  for (const id of [SEM, XRD]) await world.happen(instrumentEvent(id));
  await kernel.transact(system, async (tx) => {
    for (const subjectId of [SEM, XRD]) {
      for (const userClass of ['OWN_UNIT', 'MEMBER_UNIT', 'FIRM', 'OTHER'] as const) {
        await ledger.pricing.setTariff(tx, {
          _id: kernel.newId('tariff'),
          subjectId,
          component: 'HOUR',
          userClass,
          amountFen: HOUR_FEN,
          costBaseFen: HOUR_FEN,
          validFrom: new Date('2020-01-01T00:00:00Z'),
          validTo: null,
        });
      }
    }
  });
  await kernel.settled();
  return world;
}

export function worldOf(base: TestKernel, subgraph: Subgraph): World {
  let keys = 0;
  const ask: World['ask'] = async (caller, source, variables = {}) => {
    const contextValue = subgraph.contextFor(caller);
    const result = await graphql({ schema: subgraph.schema, source, variableValues: variables, contextValue });
    if (result.errors) throw new AggregateError(result.errors, result.errors.map(({ message }) => message).join('; '));
    return result.data;
  };
  const send: World['send'] = async (caller, name, input, selection) => {
    keys += 1;
    const field = subgraph.schema.getMutationType()?.getFields()[name];
    const type = String(field?.args[0]?.type);
    const source = `mutation($input: ${type}) { ${name}(input: $input) { __typename ${selection} } }`;
    const data = await ask(caller, source, { input: { idempotencyKey: `key-${keys}`, ...input } });
    return data[name];
  };
  const happen: World['happen'] = (event) =>
    base.kernel.transact(systemCaller(PLATFORM, 'test'), async (tx) => tx.emit(event));
  return { ...base, subgraph, ask, send, happen };
}

export function unitEvent(id: string, kind: string): DomainEvent {
  const payload = {
    id,
    path: [PLATFORM, id],
    unitId: id,
    title: id,
    kind,
    status: 'MEMBER',
    district: null,
    home: PLATFORM,
  };
  return { type: 'unit.accepted', recordId: id, version: 1, payload };
}

export function instrumentEvent(id: string, fields: Record<string, unknown> = {}, version = 1): DomainEvent {
  const payload = {
    id,
    path: [PLATFORM, UNIVERSITY, id],
    unitId: UNIVERSITY,
    managingUnitId: UNIVERSITY,
    title: `instrument ${id}`,
    sharing: 'PROVINCE',
    status: 'AVAILABLE',
    category: '分析仪器',
    district: '231000',
    ratedMinutesPerYear: 84_000,
    withdrawn: false,
    ...fields,
  };
  return { type: 'instrument.registered', recordId: id, version, payload };
}
