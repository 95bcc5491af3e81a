/** Subject and text in one language. `{name}` takes a value of the notice, `{about}` the id of the record. */
export interface Wording {
  readonly subject: string;
  readonly text: string;
}

type InBoth = Readonly<Record<'zh' | 'en', Wording>>;

const both = (zhSubject: string, zhText: string, enSubject: string, enText: string): InBoth => ({
  zh: { subject: zhSubject, text: zhText },
  en: { subject: enSubject, text: enText },
});

const SLOT_ZH = '{title}，时间 {start} 至 {end}。编号 {about}。';
const SLOT_EN = '{title}, {start} to {end}. Number {about}.';

const booking = (zh: string, en: string, zhMore = '', enMore = ''): InBoth =>
  both(zh, `${zh}：${SLOT_ZH}${zhMore}`, en, `${en}: ${SLOT_EN}${enMore}`);

const request = (zh: string, en: string, zhMore = '', enMore = ''): InBoth =>
  both(zh, `${zh}：{title}。编号 {about}。${zhMore}`, en, `${en}: {title}. Number {about}.${enMore}`);

const REASON_ZH = '原因：{reason}。';
const REASON_EN = ' Reason: {reason}.';

/** What people are told, by template name: the event's own where there is one. */
export const WORDINGS: Readonly<Record<string, InBoth>> = {
  'workOrder.accepted': both(
    '用户已验收工作单',
    '{user} 已验收工作单 {about}。意见：{remark}。',
    'A work order was accepted',
    '{user} accepted the work order {about}. Remark: {remark}.',
  ),
  'instrumentRating.given': both(
    '收到仪器评价',
    '{title} 收到一条评价：{stars} 星。可在仪器页面查看和回复。编号 {about}。',
    'An instrument was rated',
    '{title} was rated: {stars} of 5 stars. Read it and reply on the instrument’s page. Number {about}.',
  ),
  'instrumentRating.replied': both(
    '实验室已回复您的评价',
    '您对 {title} 的评价有了回复：{reply}。',
    'The laboratory replied to your rating',
    'Your rating of {title} was answered: {reply}.',
  ),
  'instrumentRating.hidden': both(
    '您的评价已被平台隐藏',
    '您对 {title} 的评价不再公开，也不计入平均星级。原因：{reason}。',
    'Your rating was hidden',
    'Your rating of {title} is no longer public and does not count. Reason: {reason}.',
  ),
  'usageCorrection.refused': both(
    '机时更正未通过复核',
    '您提出的机时更正未通过复核，记录保持不变。编号 {about}。原因：{reason}。',
    'A correction of hours was refused',
    'The correction that you proposed was refused; the record stays as it is. Number {about}. Reason: {reason}.',
  ),
  'account.invited': both(
    '您已加入平台',
    '{unit} 已为您开通账号，请设置密码后登录。',
    'You were added',
    '{unit} added you to the platform. Set a password and log in.',
  ),
  'account.passwordReset': both(
    '设置新密码',
    '请在 30 分钟内打开以下链接设置新密码，链接只能使用一次：{link} 。如果不是您本人操作，请忽略。',
    'Set a new password',
    'Open this link within 30 minutes to set a new password; it works once: {link} . If you did not ask for it, ignore it.',
  ),
  'account.secondFactorOn': both(
    '动态验证码已启用',
    '您的账户已启用动态验证码，今后登录需要输入。如果不是您本人操作，请立即联系平台。',
    'The second factor is on',
    'Your account now asks for a code of your authenticator at each login. If that was not you, tell the platform at once.',
  ),
  'account.secondFactorOff': both(
    '动态验证码已停用',
    '您的账户已停用动态验证码，登录只需密码。如果不是您本人操作，请立即修改密码并联系平台。',
    'The second factor is off',
    'Your account asks for the password alone now. If that was not you, change the password and tell the platform at once.',
  ),
  'account.recoveryCodesRenewed': both(
    '恢复码已重新生成',
    '您的账户有了新的恢复码，以前的全部作废。如果不是您本人操作，请立即修改密码并联系平台。',
    'New recovery codes',
    'Your account has new recovery codes; those of before are void. If that was not you, change the password and tell the platform at once.',
  ),
  'account.recoveryCodeUsed': both(
    '使用了恢复码',
    '有人用恢复码登录或验证了您的账户，还剩 {left} 个。如果不是您本人操作，请立即修改密码并联系平台。',
    'A recovery code was used',
    'A recovery code of your account was used; {left} are left. If that was not you, change the password and tell the platform at once.',
  ),
  'booking.requested': booking('收到预约申请', 'A booking was requested', '申请人：{user}。', ' Asked by {user}.'),
  'booking.accepted': booking(
    '预约待单位确认',
    'A booking waits for your confirmation',
    '申请人：{user}。',
    ' Asked by {user}.',
  ),
  'booking.confirmed': booking('您的预约已确认', 'Your booking is confirmed'),
  'booking.refused': booking('预约未获批准', 'The booking was refused', REASON_ZH, REASON_EN),
  'booking.cancelled': booking('预约已取消', 'The booking was cancelled'),
  'booking.moved': booking('预约时间已变更', 'The booking was moved'),
  'booking.closed': booking('上机已完成', 'The use is completed'),
  'booking.completed': booking('上机已完成', 'The use is completed'),
  'booking.missed': booking(
    '预约爽约',
    'You did not come to your booking',
    '再次爽约可能被暂停预约。',
    ' Missing more may suspend you.',
  ),
  'booking.expired': booking('预约未按时提交，已失效', 'The booking was not submitted in time and has expired'),
  'booking.outage': booking('仪器停机，预约受影响', 'Your booking falls into an outage', REASON_ZH, REASON_EN),
  'booking.suspended': both(
    '预约权限已暂停',
    '因多次爽约，您的预约权限暂停至 {until}。',
    'You are suspended',
    'After several missed bookings you may not book until {until}.',
  ),
  'waitlist.offered': booking(
    '候补名额已为您保留',
    'A slot is free for you',
    '请尽快提交，否则将让给下一位。',
    ' Submit it soon, or it goes to the next one.',
  ),
  'qualification.granted': both(
    '上机资格已授予',
    '资格 {code}，等级 {level}。',
    'Qualification granted',
    'Qualification {code}, level {level}.',
  ),
  'training.scheduled': booking('您被指定为培训考核人', 'You examine a training session'),
  'training.enrolled': booking('培训报名成功', 'You are enrolled in a training session'),
  'training.cancelled': booking('培训已取消', 'The training session is cancelled', REASON_ZH, REASON_EN),
  'qualification.revoked': both(
    '上机资格已撤销',
    '资格 {code}。原因：{reason}。',
    'Qualification revoked',
    'Qualification {code}. Reason: {reason}.',
  ),
  'inquiry.asked': both(
    '免登录检测咨询',
    '收到检测咨询 {number}：{title}。请于当日答复。',
    'A question about a test',
    'The question {number} came: {title}. Answer it today.',
  ),
  'inquiry.answered': both(
    '您的检测咨询已答复',
    '您的检测咨询 {number} 已答复。请打开 {link} ，用咨询编号和提交咨询时显示的查询密码查看；密码只在您手中，平台不会在消息中发送。',
    'Your question about a test was answered',
    'Your question {number} was answered. Read it at {link} with the number and the secret that was shown when you asked; only you have the secret, and no message of ours carries it.',
  ),
  'inquiry.overdue': both(
    '检测咨询逾期未答复',
    '检测咨询 {number}：{title}，应于 {until} 前答复，已逾期。',
    'A question about a test is overdue',
    'The question {number}: {title} was to be answered by {until}.',
  ),
  'registration.overdue': both(
    '注册审核逾期',
    '{name} 的注册申请应于 {until} 前审核，已逾期。',
    'A registration is overdue',
    'The registration of {name} was to be decided by {until}.',
  ),
  'registration.waiting': both(
    '新注册待审核',
    '{name} 提交了注册申请，请于当日审核。',
    'A registration waits',
    '{name} has registered: decide today.',
  ),
  'registration.toConfirm': both(
    '请确认本单位人员',
    '{name} 以贵单位统一社会信用代码注册，请于当日确认其是否为贵单位人员。',
    'Is this person of your unit?',
    '{name} has registered with your unit’s credit code: confirm or refuse today.',
  ),
  'registration.accepted': both(
    '注册已通过',
    '{name}，您的注册已通过，请在登录页通过“忘记密码”设置密码。',
    'Registration accepted',
    '{name}, your registration was accepted. Set a password by "forgotten password" on the login page.',
  ),
  'registration.refused': both(
    '注册未通过',
    '{name}，您的注册未通过：{reason}。',
    'Registration refused',
    '{name}, your registration was refused: {reason}.',
  ),
  'registration.revoked': both(
    '注册已撤销',
    '{name}，您的注册已撤销：{reason}。',
    'Registration revoked',
    '{name}, your registration was revoked: {reason}.',
  ),
  'instrument.warning': both(
    '仪器运行预警',
    '{title}：{kind}，数值 {figure}，阈值 {limit}。编号 {about}。',
    'Instrument warning',
    '{title}: {kind}, {figure} against {limit}. Number {about}.',
  ),
  'testRequest.requested': request('收到检测申请', 'A test was requested'),
  'testRequest.accepted': request('检测申请已受理', 'The test request was accepted'),
  'testRequest.dispatched': request(
    '检测申请派单',
    'A test request was dispatched to you',
    '请接单或说明拒绝原因。',
    ' Take it, or decline with a reason.',
  ),
  'testRequest.taken': request('检测申请已接单', 'Your test request was taken'),
  'testRequest.confirmed': request(
    '委托已确认',
    'The order is confirmed',
    '请按服务通知送样。',
    ' Send the samples as the service notice says.',
  ),
  'testRequest.received': request('样品已接收', 'Your samples were received'),
  'testRequest.tested': request('检测已完成', 'The test is done'),
  'testRequest.reported': request(
    '检测报告已出具',
    'The report is issued',
    '报告编号 {number}。',
    ' Report number {number}.',
  ),
  'testRequest.refused': request('检测申请未受理', 'The test request was refused', REASON_ZH, REASON_EN),
  'testRequest.returned': request('检测申请被退回', 'The test request was returned', REASON_ZH, REASON_EN),
  'testRequest.cancelled': request('检测申请已取消', 'The test request was cancelled'),
  'testRequest.withdrawn': request('检测申请已撤回', 'The test request was withdrawn'),
  'testRequest.held': request('检测工作暂停', 'The work on your test request stands still', REASON_ZH, REASON_EN),
  'testRequest.resumed': request('检测工作已恢复', 'The work on your test request goes on'),
  'testRequest.completed': request('委托方已验收', 'The firm accepted the result'),
  'testRequest.quoted': request('单位已报价', 'A unit has quoted a price'),
  'testRequest.corrected': request(
    '检测报告已更正',
    'A corrected report is issued',
    '报告编号 {number}，替代原报告。',
    ' Report number {number} takes the place of the one before.',
  ),
  'testRequest.reportWithdrawn': request(
    '检测报告已作废',
    'The report is void',
    '报告编号 {number}，请勿再使用。',
    ' Report number {number} must no longer be used.',
  ),
  'testReport.submitted': request('检测报告待审核', 'A report waits for its review'),
  'testReport.reviewed': request('检测报告待批准', 'A report waits for a signatory'),
  'testReport.returned': request('检测报告被退回修改', 'Your report was sent back', REASON_ZH, REASON_EN),
  'complaint.filed': request('收到投诉', 'A complaint was filed', '请于 {until} 前答复。', ' Answer it until {until}.'),
  'complaint.answered': request('投诉已答复', 'Your complaint was answered'),
  'complaint.settled': request('投诉已和解', 'The complaint is settled'),
  'complaint.escalated': request('投诉提交平台调解', 'The platform mediates a complaint'),
  'complaint.withdrawn': request('投诉已撤回', 'The complaint was withdrawn'),
  'complaint.upheld': request('投诉成立', 'The complaint was upheld', REASON_ZH, REASON_EN),
  'complaint.rejected': request('投诉不成立', 'The complaint was rejected', REASON_ZH, REASON_EN),
  'testRequest.closed': request('检测服务已完成', 'The test request is completed'),
  'delivery.delivered': request('原文已传递', 'The document was delivered'),
  'delivery.refused': request('原文传递申请未通过', 'The document cannot be delivered', REASON_ZH, REASON_EN),
  'expertRequest.requested': request('收到专家服务申请', 'An expert is asked for'),
  'expertRequest.accepted': request('专家服务申请已受理', 'The request to the expert was accepted'),
  'expertRequest.refused': request('专家服务申请未受理', 'The expert cannot be had', REASON_ZH, REASON_EN),
  'expertRequest.completed': request('专家服务已完成', 'The expert has done what was asked for'),
  'expertRequest.withdrawn': request(
    '专家服务申请已撤回',
    'A request to an expert was withdrawn',
    REASON_ZH,
    REASON_EN,
  ),
  'statement.issued': both(
    '结算单待核对',
    '{period} 结算单 {number} 已出具，应付 {amount} 元，请核对确认。',
    'Statement to be checked',
    'The statement {number} of {period} over CNY {amount} is ready to be checked.',
  ),
  'statement.disputed': both(
    '结算单有异议',
    '{party} 对 {period} 结算单提出异议：{reason}。编号 {about}。',
    'Statement disputed',
    '{party} disputes the statement of {period}: {reason}. Number {about}.',
  ),
  'invoice.issued': both(
    '发票已开具',
    '发票 {number} 已开具，金额 {amount} 元。结算单 {about}。',
    'Invoice issued',
    'Invoice {number} over CNY {amount} was issued. Statement {about}.',
  ),
};
