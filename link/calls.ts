import { AuthError } from '../auth/errors.ts';
import { PartnerUnreachable } from '../auth/exchange/client.ts';
import { CROSSING_SCOPES } from '../auth/policy.ts';
import type { PartnerStore } from '../auth/ports.ts';
import type { Caller } from '../kernel/caller.ts';
import type { PartnerAnswer } from '../kernel/partner-types.ts';
import type { Logger } from '../kernel/types.ts';
import { type Asker, type LinkClient, PartnerFault } from './client.ts';
import { describe, type LinkStates } from './state.ts';

export interface CallParts {
  readonly client: LinkClient;
  readonly partners: PartnerStore;
  readonly states: LinkStates;
  readonly log: Logger;
}

/**
 * A live call to another platform for a user of this one, or for the platform itself (system callers). Whatever keeps an
 * answer from coming is `unavailable`: the caller has persisted its intent and reconciles. Cost: one round trip, and one more for the exchange every four minutes a user.
 */
export function createCall(parts: CallParts) {
  return async (
    platform: string,
    caller: Caller,
    document: string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<PartnerAnswer> => {
    const partner = await parts.partners.findByPlatform(platform);
    if (!partner) return unavailable(`${platform} is not linked with this platform`);
    if (partner.blocked) return unavailable(`${platform} is blocked by this platform`);
    try {
      const data = await parts.client.ask(partner, askerOf(caller), document, variables);
      await parts.states.up(platform);
      return { ok: true, data };
    } catch (error) {
      return failed(parts, platform, error);
    }
  };
}

/** Work that no person asked for (reconciliation by key) goes in the platform's own name, people's in theirs. */
function askerOf(caller: Caller): Asker {
  if (caller.kind === 'system') return 'platform';
  return { user: caller, scopes: CROSSING_SCOPES.filter((scope) => caller.scopes.includes(scope)) };
}

async function failed(parts: CallParts, platform: string, error: unknown): Promise<PartnerAnswer> {
  if (error instanceof PartnerUnreachable) {
    await parts.states.down(platform, error);
    return unavailable(`${platform} does not answer`);
  }
  if (error instanceof PartnerFault || error instanceof AuthError) {
    parts.log.warn({ platform, code: error.code, error: describe(error) }, 'a partner refused a call');
    return unavailable(`${platform} refused the call: ${error.code}`);
  }
  throw error;
}

function unavailable(message: string): PartnerAnswer {
  return { ok: false, unavailable: true, message };
}
