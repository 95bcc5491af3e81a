import 'dayjs/locale/zh-cn.js';
import { StyleProvider } from '@ant-design/cssinjs';
import { App, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US.js';
import zhCN from 'antd/locale/zh_CN.js';
import dayjs from 'dayjs';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { antdTheme } from './antd-theme.ts';
import { useFace } from './face.ts';
import './overlays.css';

/** The page's nonce, for the styles that antd adds while it runs (strict CSP). */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

/**
 * Where dialogs and lists of choices are drawn. Not the body itself: over that, antd locks scrolling with a style element that carries no nonce, which the
 * policy refuses; overlays.css does instead.
 */
const overlays = document.body.appendChild(Object.assign(document.createElement('div'), { id: 'overlays' }));

/** antd in the platform's colours and the user's language. */
export default function AntdFrame({ children }: { readonly children: ReactNode }) {
  const { colours } = useFace();
  const { i18n } = useTranslation('frame');
  const isChinese = i18n.language === 'zh';
  dayjs.locale(isChinese ? 'zh-cn' : 'en');
  return (
    <StyleProvider layer>
      <ConfigProvider
        csp={{ nonce }}
        getPopupContainer={() => overlays}
        locale={isChinese ? zhCN : enUS}
        theme={antdTheme(colours.primary)}
        button={{ autoInsertSpace: false }}
      >
        <App component={false}>{children}</App>
      </ConfigProvider>
    </StyleProvider>
  );
}
