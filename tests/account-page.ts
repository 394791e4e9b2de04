/** Owns how end-to-end tests get into accounts: through the sheet, with the code from the local mailbox. */
import { randomUUID } from 'node:crypto';
import type { Locator, Page } from '@playwright/test';
import { expect } from './fixtures.ts';

export const PASSWORD = 'Correct-horse-7';
/** Nobody has had this address. */
export const newAddress = (): string => `${randomUUID().slice(0, 8)}@example.org`;

export class AccountPage {
  readonly button: Locator;
  readonly sheet: Locator;
  /** How the sync stands. */
  readonly sync: Locator;

  constructor(readonly page: Page) {
    this.button = page.getByRole('button', { name: /^Account/ });
    this.sheet = page.getByRole('dialog', { name: 'Account' });
    this.sync = this.sheet.getByRole('status', { name: 'Sync' });
  }

  async open(): Promise<void> {
    await this.button.click();
    await expect(this.sheet).toBeVisible();
  }

  async close(): Promise<void> {
    await this.sheet.getByRole('button', { name: 'Close' }).click();
    await expect(this.sheet).toBeHidden();
  }

  async fill(fields: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, text] of Object.entries(fields)) await this.sheet.getByLabel(label).fill(text);
  }

  press(name: string): Promise<void> {
    return this.sheet.getByRole('button', { name, exact: true }).click();
  }

  /** The code of the last message to an address, once another than `before` is there. */
  async code(email: string, before = ''): Promise<string> {
    let code = '';
    await expect(async () => {
      const response = await this.page.request.get(`/mailbox?to=${encodeURIComponent(email)}`);
      const { messages } = (await response.json()) as { messages: { code: string }[] };
      code = messages[0]?.code ?? '';
      expect([code === '', code === before]).toEqual([false, false]);
    }).toPass();
    return code;
  }

  /** From the opened sheet of a guest to that of a new account. */
  async signUp(email: string): Promise<void> {
    await this.press('Create an account');
    await this.fill({ 'Email address': email, Password: PASSWORD });
    await this.press('Create the account');
    await this.fill({ Code: await this.code(email) });
    await this.press('Confirm');
    await this.expectSignedIn(email);
  }

  /** A guest's page becomes that of a new account, synced, its sheet closed. Gives the address. */
  async create(): Promise<string> {
    const email = newAddress();
    await this.open();
    await this.signUp(email);
    await this.expectSynced();
    await this.close();
    return email;
  }

  /** From the opened sheet of a guest, or of a session that has ended. */
  async signIn(email: string, password = PASSWORD): Promise<void> {
    await this.fill({ 'Email address': email, Password: password });
    await this.press('Sign in');
    await this.expectSignedIn(email);
  }

  async expectSignedIn(email: string): Promise<void> {
    await expect(this.sheet).toContainText(`Signed in as ${email}`);
  }

  /** Until everything is sent and read. */
  async expectSynced(): Promise<void> {
    await expect(this.sync).toContainText(/^Synced at/);
  }
}
