import { parseArgs } from 'node:util';

export interface TortureOptions {
  readonly clients: number;
  readonly instruments: number;
  readonly seconds: number;
  readonly kills: number;
}

/** `--clients 200 --instruments 20 --seconds 60 --kills 3`. */
export function tortureOptions(): TortureOptions {
  const { values } = parseArgs({
    options: {
      clients: { type: 'string', default: '200' },
      instruments: { type: 'string', default: '20' },
      seconds: { type: 'string', default: '60' },
      kills: { type: 'string', default: '3' },
    },
  });
  return {
    clients: Number(values.clients),
    instruments: Number(values.instruments),
    seconds: Number(values.seconds),
    kills: Number(values.kills),
  };
}
