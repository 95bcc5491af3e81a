import type { Connection, Model } from 'mongoose';
import type { Acknowledgement, GenerationStatus, NewGeneration } from '../gateway/registry/types.ts';
import { anything, createCollections, defineModel, type Stored } from '../kernel/define-model.ts';

/** `_id` is the number as text. */
export interface GenerationRow extends Stored, NewGeneration {
  readonly number: number;
  readonly status: GenerationStatus;
  readonly reason: string | null;
}

/** `_id` is `state`: which generation is active and which is being tried. Every transition changes this row, so that two collide. */
export interface StateRow extends Stored {
  readonly active: number | null;
  readonly staged: number | null;
  readonly last: number;
}

export interface AcknowledgementRow extends Stored {
  readonly number: number;
  readonly replica: string;
  readonly state: Acknowledgement['state'];
  readonly reason: string | null;
}

export interface ReplicaRow extends Stored {
  readonly at: Date;
}

export interface OperationRow extends Stored {
  readonly text: string;
  readonly name: string | null;
  readonly lastSeen: Date;
  readonly count: number;
}

export interface DocumentRow extends Stored {
  readonly text: string;
  readonly source: string;
  readonly at: Date;
}

export type RegistryModels = ReturnType<typeof registryModels>;

/** The registry's collections on a platform's connection. */
export function registryModels(connection: Connection) {
  const number = { type: Number, required: true };
  const text = { type: String, required: true };
  const date = { type: Date, required: true };
  return {
    generations: defineModel<GenerationRow>(
      connection,
      'registry_generations',
      {
        number,
        supergraphSdl: text,
        services: anything,
        status: text,
        createdAt: date,
        createdBy: text,
        change: text,
        hints: anything,
        reason: String,
      },
      [{ keys: { number: 1 }, unique: true }],
    ),
    states: defineModel<StateRow>(connection, 'registry_states', { active: Number, staged: Number, last: number }),
    acknowledgements: defineModel<AcknowledgementRow>(
      connection,
      'registry_acknowledgements',
      { number, replica: text, state: text, reason: String },
      [{ keys: { number: 1 } }],
    ),
    replicas: defineModel<ReplicaRow>(connection, 'registry_replicas', { at: date }, [{ keys: { at: 1 } }]),
    operations: defineModel<OperationRow>(
      connection,
      'registry_operations',
      { text, name: String, lastSeen: date, count: number },
      [{ keys: { lastSeen: 1 } }],
    ),
    documents: defineModel<DocumentRow>(connection, 'registry_documents', { text, source: text, at: date }),
  };
}

/** Makes the collections and indexes that are missing. */
export async function createRegistryCollections(models: RegistryModels): Promise<void> {
  for (const model of Object.values(models)) await createCollections([model as unknown as Model<Stored>]);
}
