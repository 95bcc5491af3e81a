import { Pool } from 'undici';
import type { EvilReport } from './evil.ts';
import { SECRET } from './subgraphs.ts';

const ASKERS = 5;
const PAUSE_MS = 50;

/** Asks for the shaky subgraph's field again and again. Everybody must get the rest of their data, and nobody a secret. */
export async function askShaky(url: string, milliseconds: number): Promise<EvilReport> {
  const until = performance.now() + milliseconds;
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: ASKERS });
  const failures: string[] = [];
  const answers: Record<string, number> = {};
  let sent = 0;
  const asker = async (index: number) => {
    while (performance.now() < until) {
      sent++;
      const { body } = await pool.request({
        path: pathname,
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer shaky-${index}` },
        body: JSON.stringify({ query: `{ shaky hello(name: "${index}") }` }),
      });
      const text = await body.text();
      if (text.includes(SECRET) || text.includes('hunter2')) failures.push(`a secret was shown: ${text.slice(0, 200)}`);
      if (!text.includes(`"hello":"hello ${index}"`)) failures.push(`no partial data: ${text.slice(0, 200)}`);
      const code = /"code":"(\w+)"/.exec(text)?.[1] ?? 'no error';
      answers[code] = (answers[code] ?? 0) + 1;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  };
  await Promise.all(Array.from({ length: ASKERS }, (_, index) => asker(index)));
  await pool.destroy();
  return { sent, statuses: answers, failures };
}
