import { Suspense } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';
import { GraphProvider } from '../graph/graph-provider.tsx';
import { Loading } from '../parts/states.tsx';
import { type Face, FaceContext } from './face.ts';
import { Frame } from './frame.tsx';
import { LoginCallback } from './login-callback.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { RoutePage } from './route-page.tsx';
import { allRoutes } from './routes.ts';

/** The whole portal of one platform. */
export function App({ face }: { readonly face: Face }) {
  return (
    <FaceContext value={face}>
      <BrowserRouter>
        <Suspense fallback={<Loading />}>
          <GraphProvider>
            <Routes>
              <Route path="/login/callback" element={<LoginCallback />} />
              {allRoutes
                .filter(({ bare }) => bare)
                .map((route) => (
                  <Route key={route.path} path={route.path} element={<RoutePage route={route} />} />
                ))}
              <Route element={<Frame />}>
                {allRoutes
                  .filter(({ bare }) => !bare)
                  .map((route) => (
                    <Route key={route.path} path={route.path} element={<RoutePage route={route} />} />
                  ))}
                <Route path="*" element={<NotFoundPage />} />
              </Route>
            </Routes>
          </GraphProvider>
        </Suspense>
      </BrowserRouter>
    </FaceContext>
  );
}
