export default {
  title: '仪器使用',
  offline: '当前没有网络，按下的操作会保存，恢复后自动补报',
  noDevice: '请扫描仪器旁的二维码打开本页。',
  press: '开始 / 结束使用',
  login: '登录',
  logout: '退出',
  kept: '{{count}} 次操作等待上报',
  said: {
    ready: '按下按钮开始使用，用完再按一次结束。',
    waiting: '已保存，网络恢复后自动上报，按现在的时间计时。',
    sending: '正在上报……',
    full: '等待上报的操作过多，请联系仪器管理员。',
    login: '登录已过期，请重新登录；已按下的操作不会丢失。',
    trouble: '平台暂时不能处理，稍后自动重试，不会重复计时。',
    started: '已开始计时：{{name}}',
    stopped: '已结束，机时 {{used}}。谢谢！',
  },
};
