import type { Page } from 'playwright-core';
import { totpCode } from '../../auth/accounts/totp.ts';
import { type DemoAccount, demoAccounts, demoPassword } from '../../platform/demo-accounts.ts';

const STEP_MS = 30_000;

/** The last 30 s step whose code an account has used in this process: each works once. */
const used = new Map<string, number>();

export function demoAccount(username: string): DemoAccount {
  const account = demoAccounts.find((one) => one.username === username);
  if (!account) throw new Error(`no demo account ${username}`);
  return account;
}

/** Fills in the provider's own login page, where the portal's login button has led, and waits until it leads back to the portal. */
export async function fillLoginPage(page: Page, username: string): Promise<void> {
  const { totpSecret } = demoAccount(username);
  // A code of the step before or after is still taken, so that somebody else's login just now (the API's, another test's) costs a try and not half a minute.
  for (let tries = 0; tries < 3; tries += 1) {
    await page.locator('input[name=login]').fill(username);
    await page.locator('input[name=password]').fill(demoPassword);
    if (totpSecret) await page.locator('input[name=code]').fill(await nextCode(username, totpSecret));
    await page.locator('form button').click();
    await page.waitForLoadState();
    if (!new URL(page.url()).pathname.startsWith('/oidc/')) return;
  }
  throw new Error(`the login of ${username} was refused: ${await page.getByRole('alert').textContent()}`);
}

async function nextCode(username: string, secret: string): Promise<string> {
  const step = Math.max((used.get(username) ?? 0) + 1, Math.floor(Date.now() / STEP_MS) - 1);
  const early = (step - 1) * STEP_MS - Date.now();
  if (early > 0) await new Promise((resolve) => setTimeout(resolve, early + 50));
  used.set(username, step);
  return totpCode(secret, new Date(step * STEP_MS));
}
