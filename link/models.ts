import type { Connection } from 'mongoose';
import { anything, createCollections, defineModel, type Stored } from '../kernel/define-model.ts';
import type { PartnerFigures } from '../kernel/partner-types.ts';

/** An event on its way to one partner. `_id` is a ULID: rows of one record leave in its order. */
export interface OutgoingRow extends Stored {
  readonly platform: string;
  readonly type: string;
  readonly recordId: string;
  readonly version: number;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly at: Date;
  readonly state: 'QUEUED' | 'SENT' | 'STUCK' | 'GIVEN_UP';
  readonly attempts: number;
  readonly lastError: string | null;
}

/** The link to one partner: `_id` is its platform id. */
export interface LinkStateRow extends Stored {
  readonly status: 'UP' | 'DOWN' | 'UNKNOWN';
  readonly lastHarvestedAt: Date | null;
  /** Where the harvest of its catalogue goes on. */
  readonly cursor: string | null;
  readonly lastError: string | null;
  readonly failures: number;
  /** Nothing is sent by itself before then. */
  readonly retryAt: Date | null;
}

/** An event of a partner that was taken over: `<platform> <event id>`. */
export interface IncomingRow extends Stored {
  readonly at: Date;
}

/** What a partner asked of us under an idempotency key: `<platform> <key>`. */
export interface AskedRow extends Stored {
  /** `booking`, `testRequest`, `delivery`, `expertRequest`. */
  readonly kind: string;
  /** The local subject of the partner's user. */
  readonly subject: string;
  /** The contract's mutation and its input, to find out what became of it after a crash. */
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Null until the answer is known. */
  readonly recordId: string | null;
  readonly at: Date;
}

/** A signed word about the head of an audit chain: our own, or of a platform below that keeps it here. `<platform> <seq> <hash>`. */
export interface CheckpointRow extends Stored {
  readonly platform: string;
  readonly seq: number;
  readonly hash: string;
  readonly token: string;
  readonly at: Date;
}

/** What a platform below (or this one) counted in a month, as it was told last: `<platform> <month>`. */
export interface FiguresRow extends Stored, PartnerFigures {
  readonly version: number;
}

export type LinkModels = Awaited<ReturnType<typeof openLinkModels>>;

const text = { type: String, required: true };

/** The link's collections on one connection, made if need be. */
export async function openLinkModels(connection: Connection) {
  const models = {
    outbox: defineModel<OutgoingRow>(
      connection,
      'link_outbox',
      {
        platform: text,
        type: text,
        recordId: text,
        version: { type: Number, required: true },
        payload: anything,
        at: Date,
        state: text,
        attempts: { type: Number, required: true },
        lastError: String,
      },
      [{ keys: { state: 1, platform: 1, _id: 1 } }],
    ),
    states: defineModel<LinkStateRow>(connection, 'link_states', {
      status: text,
      lastHarvestedAt: Date,
      cursor: String,
      lastError: String,
      failures: Number,
      retryAt: Date,
    }),
    inbox: defineModel<IncomingRow>(connection, 'link_inbox', { at: Date }, [{ keys: { at: 1 } }]),
    asked: defineModel<AskedRow>(
      connection,
      'link_asked',
      { kind: text, subject: text, name: text, input: anything, recordId: String, at: Date },
      [{ keys: { recordId: 1 } }],
    ),
    checkpoints: defineModel<CheckpointRow>(
      connection,
      'link_checkpoints',
      { platform: text, seq: { type: Number, required: true }, hash: text, token: text, at: Date },
      [{ keys: { platform: 1, seq: 1 } }],
    ),
    figures: defineModel<FiguresRow>(
      connection,
      'link_figures',
      {
        platform: text,
        month: text,
        figures: anything,
        units: anything,
        categories: anything,
        version: { type: Number, required: true },
      },
      [{ keys: { platform: 1, month: 1 } }],
    ),
  };
  await createCollections([models.figures]);
  await createCollections([models.checkpoints]);
  await createCollections([models.outbox]);
  await createCollections([models.states]);
  await createCollections([models.inbox]);
  await createCollections([models.asked]);
  return models;
}
