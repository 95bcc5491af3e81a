/** Colours of the dark wall; each has a contrast of 4.5 : 1 or more with the panels. */
export const PALETTE = ['#5aa9e6', '#f2b632', '#7bd389', '#f08a9b', '#b79cf0'];
export const TEXT = { color: '#c3d0e4' } as const;
const LINE = { lineStyle: { color: '#2a3b57' } } as const;

/** Lines and labels of every axis. */
export const AXIS = {
  axisLine: LINE,
  axisTick: { show: false },
  splitLine: LINE,
  axisLabel: { color: TEXT.color, fontSize: 13 },
} as const;
