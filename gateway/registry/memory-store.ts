import type { Acknowledgement, GenerationRecord, NewGeneration, RegistryStore, SeenOperation } from './types.ts';

/** A registry store in memory: for tests, and for a gateway that is given its subgraphs by its configuration. */
export class MemoryRegistryStore implements RegistryStore {
  readonly #generations: GenerationRecord[] = [];
  readonly #replicas = new Map<string, Date>();
  readonly #operations = new Map<string, SeenOperation>();
  readonly #documents = new Map<string, string>();

  async heads(): Promise<{ readonly active: number | undefined; readonly staged: number | undefined }> {
    return { active: (await this.active())?.number, staged: (await this.staged())?.number };
  }

  async active(): Promise<GenerationRecord | undefined> {
    return this.#generations.find(({ status }) => status === 'active');
  }

  async staged(): Promise<GenerationRecord | undefined> {
    return this.#generations.find(({ status }) => status === 'staged');
  }

  async get(number: number): Promise<GenerationRecord | undefined> {
    return this.#generations[number - 1];
  }

  async history(limit: number): Promise<readonly GenerationRecord[]> {
    return this.#generations.toReversed().slice(0, limit);
  }

  async stage(generation: NewGeneration, base: number | undefined): Promise<GenerationRecord | undefined> {
    const withStatus = (status: GenerationRecord['status']) =>
      this.#generations.find((record) => record.status === status);
    if (withStatus('staged') !== undefined || withStatus('active')?.number !== base) return undefined;
    const record: GenerationRecord = {
      ...generation,
      number: this.#generations.length + 1,
      status: 'staged',
      acknowledgements: [],
      reason: undefined,
    };
    this.#generations.push(record);
    return record;
  }

  async activate(number: number): Promise<boolean> {
    if (this.#generations[number - 1]?.status !== 'staged') return false;
    for (const { number: other, status } of this.#generations) {
      if (status === 'active') this.#change(other, { status: 'superseded' });
    }
    return this.#change(number, { status: 'active' });
  }

  async fail(number: number, reason: string): Promise<boolean> {
    return this.#generations[number - 1]?.status === 'staged' && this.#change(number, { status: 'failed', reason });
  }

  async rollBack(number: number, to: number, reason: string): Promise<boolean> {
    if (this.#generations[number - 1]?.status !== 'active') return false;
    this.#change(number, { status: 'rolled-back', reason });
    return this.#change(to, { status: 'active' });
  }

  async acknowledge(number: number, acknowledgement: Acknowledgement): Promise<void> {
    const others = this.#generations[number - 1]?.acknowledgements.filter(
      ({ replica }) => replica !== acknowledgement.replica,
    );
    this.#change(number, { acknowledgements: [...(others ?? []), acknowledgement] });
  }

  async beat(replica: string, at: Date): Promise<void> {
    this.#replicas.set(replica, at);
  }

  async replicasSince(since: Date): Promise<readonly string[]> {
    return [...this.#replicas].filter(([, at]) => at >= since).map(([replica]) => replica);
  }

  async forget(replica: string): Promise<void> {
    this.#replicas.delete(replica);
  }

  async recordOperations(operations: readonly SeenOperation[]): Promise<void> {
    for (const operation of operations) {
      const count = (this.#operations.get(operation.hash)?.count ?? 0) + operation.count;
      this.#operations.set(operation.hash, { ...operation, count });
    }
  }

  async operationsSince(since: Date): Promise<readonly SeenOperation[]> {
    return [...this.#operations.values()].filter(({ lastSeen }) => lastSeen >= since);
  }

  async addDocuments(documents: Readonly<Record<string, string>>): Promise<number> {
    const before = this.#documents.size;
    for (const [hash, text] of Object.entries(documents)) this.#documents.set(hash, text);
    return this.#documents.size - before;
  }

  async documents(): Promise<Readonly<Record<string, string>>> {
    return Object.fromEntries(this.#documents);
  }

  #change(number: number, changes: Partial<GenerationRecord>): boolean {
    const record = this.#generations[number - 1];
    if (record === undefined) return false;
    this.#generations[number - 1] = { ...record, ...changes };
    return true;
  }
}
