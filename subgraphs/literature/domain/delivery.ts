export type DeliveryStatus = 'REQUESTED' | 'PENDING' | 'DELIVERED' | 'REFUSED' | 'WITHDRAWN';
export type DeliveryStep = 'fulfil' | 'refuse';

/** Which step leads where; a `PENDING` one waits for its home platform, which alone moves it. */
export const deliverySteps: Readonly<Record<DeliveryStatus, Partial<Record<DeliveryStep, DeliveryStatus>>>> = {
  REQUESTED: { fulfil: 'DELIVERED', refuse: 'REFUSED' },
  PENDING: {},
  DELIVERED: {},
  REFUSED: {},
  WITHDRAWN: {},
};
