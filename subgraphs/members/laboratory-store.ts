import type { Caller } from '../../kernel/caller.ts';
import { refuseProblems, required } from '../../kernel/refusals.ts';
import type { Kernel } from '../../kernel/types.ts';
import type { LaboratoryRow, MemberModels } from './models.ts';
import { contactRow, type UnitStore, unitHeads } from './unit-store.ts';

/** Laboratories, the second level of the administration's tree. */
export class LaboratoryStore {
  readonly #kernel: Kernel;
  readonly #models: MemberModels;
  readonly #units: UnitStore;

  constructor(kernel: Kernel, models: MemberModels, units: UnitStore) {
    this.#kernel = kernel;
    this.#models = models;
    this.#units = units;
  }

  add(
    caller: Caller,
    input: Omit<LaboratoryRow, '_id' | 'address' | 'contact' | 'certificates'> & {
      idempotencyKey: string;
      address?: string | null | undefined;
      contact?:
        | { name: string; telephone?: string | null | undefined; email?: string | null | undefined }
        | null
        | undefined;
      certificates?: readonly string[] | null | undefined;
    },
  ) {
    return this.#kernel.command(
      { caller, name: 'addLaboratory', idempotencyKey: input.idempotencyKey, input },
      async (tx) => {
        refuseProblems(caller, [required('name', input.name)]);
        const unit = await this.#units.administered(tx, input.unitId, unitHeads);
        const laboratory: LaboratoryRow = {
          _id: this.#kernel.newId('laboratory'),
          unitId: unit._id,
          name: input.name,
          address: input.address ?? null,
          contact: input.contact ? contactRow(input.contact) : null,
          certificates: input.certificates ?? [],
        };
        await this.#models.laboratories.insertMany([laboratory], { session: tx.session });
        tx.audit({ action: 'addLaboratory', recordId: laboratory._id, after: laboratory });
        const payload = {
          id: laboratory._id,
          unitId: unit._id,
          title: laboratory.name,
          path: [...unit.path, laboratory._id],
        };
        tx.emit({ type: 'laboratory.added', recordId: laboratory._id, version: 1, payload });
        return { __typename: 'AddLaboratorySuccess', laboratory };
      },
    );
  }

  /** Laboratories of many units, for a DataLoader. */
  async ofUnits(unitIds: readonly string[]): Promise<LaboratoryRow[][]> {
    const rows = await this.#models.laboratories
      .find({ unitId: { $in: [...unitIds] } })
      .sort({ unitId: 1, name: 1 })
      .lean();
    return unitIds.map((unitId) => rows.filter((row) => row.unitId === unitId));
  }

  async byIds(ids: readonly string[]): Promise<(LaboratoryRow | null)[]> {
    const rows = await this.#models.laboratories.find({ _id: { $in: [...ids] } }).lean();
    return ids.map((id) => rows.find((row) => row._id === id) ?? null);
  }
}
