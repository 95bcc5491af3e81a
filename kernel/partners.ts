import type { Partners } from './partner-types.ts';

/** The link of a platform that has none: every call is answered as unavailable, and an event for a partner is an error. */
export function noPartners(): Partners {
  return {
    call: async (platform) => ({ ok: false, unavailable: true, message: `This platform has no link to ${platform}.` }),
    deliver: async (_tx, platform) => {
      throw new Error(`this platform has no link to ${platform}`);
    },
    list: async () => [],
  };
}
