import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import type { ArtifactStore, AuthClock } from '../ports.ts';

/** oidc-provider's storage over our port. A code or refresh token is consumed by exactly one request, over all replicas. */
export function createAdapter(store: ArtifactStore, clock: AuthClock): (model: string) => Adapter {
  return (model) => ({
    upsert: async (id, payload, expiresIn) => {
      const expiresAt = expiresIn ? new Date(clock.now().getTime() + expiresIn * 1000) : null;
      await store.upsert(model, id, payload as Record<string, unknown>, expiresAt);
    },
    find: async (id) => (await store.find(model, id)) as AdapterPayload | undefined,
    findByUid: async (uid) => (await store.findByUid(model, uid)) as AdapterPayload | undefined,
    findByUserCode: async () => undefined,
    consume: async (id) => {
      if (!(await store.consume(model, id, clock.now())))
        throw new errors.InvalidGrant('it was used by another request');
    },
    destroy: (id) => store.destroy(model, id),
    revokeByGrantId: (grantId) => store.revokeByGrantId(grantId),
  });
}
