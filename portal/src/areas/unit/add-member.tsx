import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { CommandDialog } from '../../parts/command-dialog.tsx';
import { type Role, UnitAddMemberDocument } from './generated.ts';
import { MEMBER_ROLES } from './roles.ts';

interface Wish {
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly telephone?: string;
  readonly role: Role;
}

/** Invites somebody into the unit: the person sets the password by a link that goes to the e-mail address. */
export function AddMember(props: { readonly unit: string; readonly onDone: () => void; readonly onClose: () => void }) {
  const { t } = useTranslation('unit');
  const add = useCommand(UnitAddMemberDocument);
  const required = { required: true, whitespace: true, message: t('required') };
  const run = ({ telephone, ...wish }: Wish) =>
    add.run({ unitId: props.unit, ...wish, ...(telephone?.trim() ? { telephone: telephone.trim() } : {}) });
  return (
    <CommandDialog<Wish>
      title={t('members.add')}
      confirm={t('members.invite')}
      initial={{ role: 'RESEARCHER' }}
      run={run}
      onDone={props.onDone}
      onClose={props.onClose}
    >
      <p>{t('members.addText')}</p>
      <Form.Item name="name" label={t('members.name')} rules={[required]}>
        <Input maxLength={60} autoComplete="off" />
      </Form.Item>
      <Form.Item name="username" label={t('members.username')} rules={[required]}>
        <Input maxLength={60} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="email"
        label={t('members.email')}
        rules={[required, { type: 'email', message: t('members.emailWrong') }]}
      >
        <Input maxLength={200} autoComplete="off" />
      </Form.Item>
      <Form.Item name="telephone" label={t('members.telephone')}>
        <Input maxLength={30} autoComplete="off" />
      </Form.Item>
      <Form.Item name="role" label={t('members.role')} rules={[{ required: true }]}>
        <Select options={MEMBER_ROLES.map((value) => ({ value, label: t(`role.${value}`) }))} />
      </Form.Item>
    </CommandDialog>
  );
}
