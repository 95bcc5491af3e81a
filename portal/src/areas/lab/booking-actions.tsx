import { Button, Form, Input, Popconfirm, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { CommandDialog } from '../../parts/command-dialog.tsx';
import { useSession } from '../../session/use-session.ts';
import { type LabBookingFragment, LabRefuseBookingDocument } from './generated.ts';
import type { Steps } from './use-steps.ts';
import { CloseWorkOrder, OpenWorkOrder } from './work-order-dialogs.tsx';

type Dialog = 'refuse' | 'open' | 'close';

/** What can be done with a booking now: what the transition table allows, nothing else. */
export function BookingActions(props: {
  readonly booking: LabBookingFragment;
  readonly steps: Steps;
  readonly onChange: () => void;
}) {
  const { booking, steps, onChange } = props;
  const { t } = useTranslation('lab');
  const [dialog, setDialog] = useState<Dialog>();
  const running = booking.workOrders.find(({ state }) => state === 'RUNNING');
  const stopped = booking.workOrders.find(({ state }) => state === 'STOPPED');
  const idle = running ? undefined : (stopped ?? booking.workOrders.find(({ state }) => state === 'OPEN'));
  const { scopes } = useSession();
  const can = (step: string): boolean => booking.possible.includes(step);
  const accepts = can('acceptBooking') && scopes.includes('bookings:administer');
  const named = { name: `${booking.userName ?? ''} ${booking.instrument.name}` };
  const button = (name: string, isPrimary: boolean, act: () => void) => (
    <Button key={name} type={isPrimary ? 'primary' : 'default'} aria-label={t(`step.${name}.of`, named)} onClick={act}>
      {t(`step.${name}.short`)}
    </Button>
  );
  const close = (): void => setDialog(undefined);
  const done = (): void => {
    close();
    onChange();
  };
  return (
    <Space wrap size="small">
      {accepts ? button('accept', true, () => void steps.accept(booking.id)) : null}
      {can('confirmBooking') ? button('confirm', true, () => void steps.confirm(booking.id)) : null}
      {can('refuseBooking') ? button('refuse', false, () => setDialog('refuse')) : null}
      {can('startUse') && !idle && !running ? button('open', true, () => setDialog('open')) : null}
      {can('startUse') && idle ? button('start', true, () => void steps.start(idle.id)) : null}
      {running ? button('stop', true, () => void steps.stop(running.id)) : null}
      {stopped && !running ? button('close', false, () => setDialog('close')) : null}
      {can('reportNoShow') && booking.workOrders.length === 0 ? (
        <Popconfirm title={t('noShowSure')} onConfirm={() => steps.noShow(booking.id)}>
          {button('noShow', false, () => undefined)}
        </Popconfirm>
      ) : null}
      {dialog === 'refuse' ? <Refuse bookingId={booking.id} onDone={done} onClose={close} /> : null}
      {dialog === 'open' ? <OpenWorkOrder bookingId={booking.id} onDone={done} onClose={close} /> : null}
      {dialog === 'close' && stopped ? <CloseWorkOrder workOrder={stopped} onDone={done} onClose={close} /> : null}
    </Space>
  );
}

function Refuse(props: { readonly bookingId: string; readonly onDone: () => void; readonly onClose: () => void }) {
  const { t } = useTranslation('lab');
  const { run } = useCommand(LabRefuseBookingDocument);
  return (
    <CommandDialog<{ reason: string }>
      title={t('refuse.title')}
      confirm={t('refuse.confirm')}
      isDangerous
      run={({ reason }) => run({ bookingId: props.bookingId, reason })}
      onDone={props.onDone}
      onClose={props.onClose}
    >
      <Form.Item name="reason" label={t('refuse.reason')} rules={[{ required: true, whitespace: true }]}>
        <Input.TextArea rows={3} maxLength={500} />
      </Form.Item>
    </CommandDialog>
  );
}
