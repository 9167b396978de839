import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { settled } from '../../bot/web/frontend/tests/e2e/settled';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe objects to on the whole page, the panel in its shadow root and frame included.
 *
 * What it finds is looked at a second time: a colour that began to change while axe was at work is no objection, what stays is.
 */
export async function objections(page: Page): Promise<string[]> {
  const found = await look(page);
  return found.length > 0 ? look(page) : found;
}

async function look(page: Page): Promise<string[]> {
  await settled(page);
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  return violations.map(({ id, nodes }) => `${id} at ${nodes.map((node) => node.target.flat().join(' ')).join('; ')}`);
}
