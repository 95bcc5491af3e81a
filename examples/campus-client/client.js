#!/usr/bin/env node
// A reference client of the reporting interface (schema/report/README.md): plain JavaScript, no dependencies, none of the platform's code.
//
//   MUDAN_URL=http://localhost:4000 MUDAN_SOURCE=mdj:source:… MUDAN_SECRET=… node client.js report FILE.json
//   … node client.js events [SINCE]
//
// FILE.json is a list of records as v1.schema.json has them; it is sent in batches of 500 from where the platform says we were.
import { createHash, createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';

const BATCH = 500;

/** A client of one source. `now` can be given by tests. */
export function campusClient({ url, source, secret, now = () => Date.now() }) {
  const base = `/reports/${encodeURIComponent(source)}`;

  async function send(method, path, body = '') {
    const timestamp = String(Math.floor(now() / 1000));
    const bodyHash = createHash('sha256').update(body).digest('hex');
    const signature = createHmac('sha256', secret).update([method, path, timestamp, bodyHash].join('\n')).digest('hex');
    const headers = { 'x-mudan-timestamp': timestamp, 'x-mudan-signature': signature };
    if (method === 'POST') headers['content-type'] = 'application/json';
    const response = await fetch(new URL(path, url), { method, headers, ...(method === 'POST' ? { body } : {}) });
    const answer = await response.json();
    if (!response.ok)
      throw new Error(`${response.status} ${answer.code}: ${answer.message} ${(answer.mismatches ?? []).join('; ')}`);
    return answer;
  }

  return {
    /** Our events about the unit's instruments after `since`, and the cursor that was reported last. */
    events: (since = 0) => send('GET', `${base}?since=${since}`),
    /** Sends one batch; `cursor` says where we are in our own data. */
    report: (records, cursor) => send('POST', base, JSON.stringify({ schema: 'mudan-report/1', cursor, records })),
    /** Sends all records from the place where the last run stopped, however it ended. Yields each receipt. */
    async *reportAll(records) {
      const { cursor } = await send('GET', `${base}?since=0`);
      for (let from = Number(cursor ?? 0); from < records.length; from += BATCH) {
        const to = Math.min(from + BATCH, records.length);
        yield await this.report(records.slice(from, to), String(to));
      }
    },
  };
}

async function main([command, argument]) {
  const { MUDAN_URL: url, MUDAN_SOURCE: source, MUDAN_SECRET: secret } = process.env;
  if (!url || !source || !secret) throw new Error('Set MUDAN_URL, MUDAN_SOURCE and MUDAN_SECRET.');
  const client = campusClient({ url, source, secret });
  if (command === 'events') return console.log(JSON.stringify(await client.events(Number(argument ?? 0)), null, 2));
  if (command !== 'report' || !argument) throw new Error('Use: client.js report FILE.json | client.js events [SINCE]');
  const records = JSON.parse(await readFile(argument, 'utf8'));
  for await (const receipt of client.reportAll(records)) console.log(JSON.stringify(receipt));
}

if (process.argv[1] === import.meta.filename)
  main(process.argv.slice(2)).catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
