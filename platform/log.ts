import { pino } from 'pino';
import type { Logger } from '../kernel/types.ts';
import type { PlatformConfig } from './config.ts';

/** JSON lines on standard error, `warn` and above unless `MUDAN_LOG` names another level. Never personal data, tokens or bodies. */
export function createPlatformLog(config: Pick<PlatformConfig, 'id'>): Logger {
  return pino(
    {
      level: process.env.MUDAN_LOG ?? 'warn',
      base: { platform: config.id },
      redact: ['token', 'password', '*.token', '*.password'],
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
