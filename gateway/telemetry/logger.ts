import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/**
 * The gateway's log: one JSON line per event with the correlation id. What is logged is chosen field by field at the call, never whole requests:
 * no documents, variables, headers, addresses, tokens or identities. The redaction is a second line of defence.
 */
export function createLogger(
  options: { readonly level?: string; readonly destination?: DestinationStream } = {},
): Logger {
  const settings = {
    name: 'mudan-gateway',
    level: options.level ?? 'info',
    redact: {
      paths: ['*.authorization', '*.cookie', '*.variables', '*.query', 'authorization', 'cookie', 'variables', 'query'],
      remove: true,
    },
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
}
