import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Download, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAs } from './people.ts';
import { type PortalWorld, startPortal } from './portal.ts';
import { UNIT } from './seed-names.ts';
import type { Session } from './session.ts';
import { dialogViolations, testingSteps, unitName } from './testing-steps.ts';

/** The testing service from a firm's need to a stamped report and beyond, by clicking; the tests play one request, one after the other. */
const TITLE = '钢板拉伸性能';
const VOUCHER_FEN = 5_000;

let world: PortalWorld;
let firm: Session;
let steps: ReturnType<typeof testingSteps>;
const violations: string[] = [];
let requestId = '';
let report: { readonly number: string; readonly file: string };

beforeAll(async () => {
  world = await startPortal();
  await voucherAndWaiver();
  firm = await openAs(world, 'engineer');
  steps = testingSteps(world);
});
afterAll(() => world?.close());

/** A voucher of the firm, and an agreement by which the laboratory waives a fifth for it. */
async function voucherAndWaiver(): Promise<void> {
  const { me } = await (await world.login('engineer')).ask('{ me { unit { id } } }');
  const staff = await world.login('mdj-staff');
  const validFrom = '2013-01-01T00:00:00.000Z';
  await staff.do(
    'putAgreement',
    {
      name: '加盟单位优惠协议',
      providerPath: ['mdj', UNIT],
      consumerPath: ['mdj', me.unit.id],
      waiverPercent: 20,
      validFrom,
    },
    'agreement { id }',
  );
  await staff.do(
    'openPurse',
    { kind: 'VOUCHER', owner: me.unit.id, fen: VOUCHER_FEN, validFrom, reference: 'CXQ-2013-001' },
    'purse { id }',
  );
}

const textOf = async (place: Locator): Promise<string> =>
  (await place.allInnerTexts()).join(' ').replaceAll(/\s+/g, ' ');

async function saved(session: Session, button: Locator): Promise<Download> {
  const [download] = await Promise.all([session.page.waitForEvent('download'), button.click()]);
  return download;
}

test('a firm finds laboratories by a standard number, compares them and asks for a test of two samples on one page', async () => {
  const { page, settled } = firm;
  const search = page.getByRole('main').getByRole('searchbox');
  await search.fill('GB/T 228.1');
  await search.press('Enter');
  await page.waitForURL(/\/search/);
  await settled();
  await page.getByLabel('样品数').fill('2');
  await settled();
  const all = page.getByRole('button', { name: /^显示全部/ });
  if (await all.isVisible()) await all.click();
  const unit = await unitName(world, UNIT);
  const offer = page.getByRole('row').filter({ hasText: unit });
  await expect.poll(() => textOf(offer)).toMatch(/¥128\.00 .*标准价 ¥160\.00/);
  await offer.getByRole('link', { name: unit, exact: true }).click();
  await page.getByRole('heading', { name: '拉伸试验', level: 1 }).waitFor();
  await page.getByRole('main').getByRole('link', { name: '申请检测' }).click();
  await settled();

  await page.getByLabel('申请名称').fill(TITLE);
  await page.getByLabel('检测目的与要求').fill('出厂检验，按 GB/T 228.1 判定。');
  await page.getByLabel('样品 1 名称').fill('钢板 A');
  await page.getByRole('button', { name: '增加样品' }).click();
  await page.getByLabel('样品 2 名称').fill('钢板 B');
  await page.getByLabel('样品 2 说明').fill('退火态');
  await page.getByLabel('希望完成日期').fill('2013-03-15');
  await page.getByLabel('希望完成日期').press('Enter');
  await page
    .getByLabel('附件')
    .setInputFiles({ name: '试样图纸.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 drawing') });
  await page.getByRole('button', { name: '删除附件 试样图纸.pdf' }).waitFor();
  await settled();
  await expect
    .poll(() => textOf(page.getByRole('region', { name: '费用估算' })))
    .toMatch(/共 2 个样品 .*¥160\.00 .*−¥32\.00 .*¥128\.00/);
  violations.push(...(await dialogViolations(page)));
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.getByRole('heading', { name: TITLE }).waitFor();
  requestId = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1) ?? '');
  await page.getByRole('button', { name: '试样图纸.pdf' }).waitFor();
});

test('staff sends it to two units for the firm to choose; the firm accepts a quote with a voucher', async () => {
  const staff = await steps.openTest('mdj-staff', requestId);
  await staff.take('受理');
  await staff.take('派单', async (dialog) => {
    const units = dialog.getByRole('checkbox');
    await expect.poll(() => units.count()).toBe(2);
    for (const unit of await units.all()) await unit.check();
    await dialog.getByRole('radio', { name: '由委托方选择报价' }).check();
  });
  await steps.quoteByGraph('mdj-unit2', requestId);
  const unit = await steps.openTest('mdj-unit', requestId);
  expect(await unit.steps()).toEqual(['报价', '不接单']);
  expect(
    (await saved(unit.session, unit.session.page.getByRole('button', { name: '试样图纸.pdf' }))).suggestedFilename(),
  ).toBe('试样图纸.pdf');
  await unit.take('报价', (dialog) => dialog.getByLabel('备注').fill('含试样加工'));

  const { page, settled } = firm;
  await page.reload();
  await settled();
  const name = await unitName(world, UNIT);
  const quotes = page.getByRole('list', { name: '报价与费用' }).getByRole('listitem');
  expect(await quotes.count()).toBe(2);
  expect(await textOf(quotes.filter({ hasText: name }))).toMatch(
    /已报价 标准价 ¥160\.00 减免 −¥32\.00 应付 ¥128\.00 .*5 个工作日 .*含试样加工/,
  );
  await page.getByRole('button', { name: `接受报价：${name}` }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('使用创新券或预付账户').click();
  await page.getByTitle('创新券 · ¥50.00').click();
  await page.keyboard.press('Escape');
  violations.push(...(await dialogViolations(page)));
  await dialog.getByRole('button', { name: '接受报价' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await settled();
  await page.getByText('送样地址').waitFor();
  await page.getByText('留样 90 天').waitFor();
  const { testRequest } = await (await world.login('engineer')).ask(
    'query($id: ID!) { testRequest(id: $id) { takenBy { id } price { netFen } } }',
    { id: requestId },
  );
  expect(testRequest).toEqual({ takenBy: { id: UNIT }, price: { netFen: 12_800 } });
});

test('the laboratory receives the samples, prints labels, works in two steps, and reports through three pairs of hands', async () => {
  const lab = await steps.openTest('mdj-lab', requestId);
  await lab.take('收样', (dialog) => dialog.getByLabel('存放位置或去向').fill('样品室 A-3'));
  const labels = await saved(lab.session, lab.session.page.getByRole('button', { name: '打印样品标签' }));
  expect((await readFile(await labels.path())).subarray(0, 5).toString()).toBe('%PDF-');
  await lab.take('安排工序', async (dialog) => {
    await dialog.getByRole('group', { name: '第 1 道工序' }).getByLabel('工序', { exact: true }).fill('试样加工');
    await dialog.getByRole('button', { name: '增加工序' }).click();
    const second = dialog.getByRole('group', { name: '第 2 道工序' });
    await second.getByLabel('工序', { exact: true }).fill('拉伸');
    await second.getByLabel('计划开始').fill('2013-03-05T09:00');
    await second.getByLabel('计划结束').fill('2013-03-05T11:00');
    await second.getByLabel('仪器', { exact: true }).click();
    await lab.session.page
      .getByTitle(/万能试验机/)
      .first()
      .click();
  });
  const planned = lab.session.page.getByRole('row').filter({ hasText: '2. 拉伸' });
  expect(await textOf(planned)).toMatch(/3月5日.* 09:00.*11:00/);
  await steps.workByGraph('mdj-lab', requestId);
  await lab.reload();
  await lab.take('编制报告', async (dialog) => {
    await dialog.getByLabel('检测参数').fill('抗拉强度 Rm');
    await dialog.getByLabel('检测结果').fill('521');
    await dialog.getByLabel('计量单位').fill('MPa');
    await dialog.getByLabel('技术要求').fill('≥ 500');
    await dialog.getByLabel('检测结论').fill('所检项目符合要求。');
    return '保存';
  });
  await lab.session.page.getByText('抗拉强度 Rm：521 MPa').waitFor();
  await lab.take('提交审核');

  const head = await steps.openTest('mdj-unit', requestId);
  await head.take('审核报告');
  await head.take('批准并签发');
  await head.session.page.getByRole('button', { name: '下载报告' }).waitFor();
});

test('the firm downloads the report, finds it genuine, unknown with a wrong code, and rates the service', async () => {
  const { page, settled } = firm;
  await page.reload();
  await settled();
  const download = await saved(firm, page.getByRole('button', { name: '下载报告' }));
  report = { number: download.suggestedFilename().replace('.pdf', ''), file: await download.path() };
  await page.getByRole('main').getByRole('link', { name: '验证', exact: true }).click();
  await settled();
  const answer = page.getByRole('status');
  await answer.getByRole('heading', { name: '有效' }).waitFor();
  expect(await textOf(answer)).toContain(
    createHash('sha256')
      .update(await readFile(report.file))
      .digest('hex'),
  );
  await page.getByLabel('核对电子文件').setInputFiles(report.file);
  await page.getByText('文件与签发的一致，未被改动。').waitFor();
  await page.getByLabel('验证码').fill('AAAAAAAAAAAA');
  await page.getByRole('button', { name: '验证' }).click();
  await answer.getByRole('heading', { name: '查无此报告' }).waitFor();

  await page.goto(`${world.origin('mdj')}/requests/${encodeURIComponent(requestId)}`);
  await settled();
  await page.getByRole('button', { name: '验收并评价' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('评价', { exact: true }).fill('报告及时');
  violations.push(...(await dialogViolations(page)));
  await dialog.getByRole('button', { name: '验收并评价' }).click();
  await page.getByText('您的评价：5 星').waitFor();
  const head = await steps.openTest('mdj-unit', requestId);
  await head.take('回复评价', (reply) => reply.getByLabel('内容').fill('感谢信任'));
});

test('a complaint is answered, not accepted, and decided by the platform', async () => {
  const { page, settled } = firm;
  await page.getByRole('button', { name: '投诉', exact: true }).click();
  const filing = page.getByRole('dialog');
  await filing.getByLabel('说明').fill('试样 B 的结果与自测相差较大，请复核。');
  violations.push(...(await dialogViolations(page)));
  await filing.getByRole('button', { name: '投诉' }).click();
  await page.getByRole('link', { name: '1 件投诉' }).click();
  await settled();

  const unit = await steps.openComplaints('mdj-unit');
  await unit.take('答复', (dialog) => dialog.getByLabel('答复内容').fill('已复核原始记录，结果无误。'));
  await page.reload();
  await settled();
  await page.getByText('已复核原始记录，结果无误。').waitFor();
  await page.getByRole('button', { name: /^请平台调解/ }).click();
  const asking = page.getByRole('dialog');
  await asking.getByLabel('理由').fill('请第三方复检');
  await asking.getByRole('button', { name: '请平台调解' }).click();
  await page.getByText('平台调解中').waitFor();

  const staff = await steps.openComplaints('mdj-staff');
  await staff.take('作出决定', async (dialog) => {
    await dialog.getByLabel('原因').fill('复核记录不完整');
    await dialog.getByRole('checkbox', { name: '免费复检' }).check();
    await dialog.getByLabel('退还金额').fill('12.80');
  });
  await page.reload();
  await settled();
  const card = page.getByRole('article').filter({ hasText: '试样 B' });
  expect(await textOf(card)).toMatch(/投诉成立 复核记录不完整 · 退还 ¥12\.80 · 免费复检/);
});

test('who has no account asks about a test and reads the staff’s answer', async () => {
  const visitor = await openAs(world, null);
  const { page, settled } = visitor;
  await page.goto(`${world.origin('mdj')}/ask`);
  await settled();
  await page.getByLabel('检测需求').fill('防冻液冰点');
  await page.getByLabel('具体说明').fill('每批 3 个样，要 CMA 报告。');
  await page.getByLabel('联系人').fill('刘厂长');
  await page.getByLabel('电话').fill('13804530000');
  await page.getByRole('button', { name: '提交咨询' }).click();
  await page.getByRole('heading', { name: '咨询已收到' }).waitFor();
  await page.getByRole('link', { name: '查看咨询进度' }).click();
  await settled();

  const staff = await steps.openInquiries('mdj-staff');
  await staff.take('答复', (dialog) => dialog.getByLabel('答复内容').fill('可以做，3 个工作日，每样 60 元。'));
  await page.reload();
  await settled();
  await page.getByText('可以做，3 个工作日，每样 60 元。').waitFor();
});

test('the dialogs that were filled in are accessible', () => {
  expect([...steps.violations, ...violations]).toEqual([]);
});
