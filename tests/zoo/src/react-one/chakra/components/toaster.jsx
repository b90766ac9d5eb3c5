import { createToaster, Portal, Toast, Toaster as ChakraToaster } from "@chakra-ui/react";

export const toaster = createToaster({ placement: "bottom-end" });

export function Toaster() {
  return (
    <Portal>
      <ChakraToaster toaster={toaster}>
        {(toast) => (
          <Toast.Root width="sm">
            <Toast.Indicator />
            <Toast.Title>{toast.title}</Toast.Title>
          </Toast.Root>
        )}
      </ChakraToaster>
    </Portal>
  );
}
