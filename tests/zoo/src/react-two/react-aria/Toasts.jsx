import {
  Button,
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from "react-aria-components";
import { X } from "lucide-react";

export const toasts = new ToastQueue();

export const Toasts = () => (
  <ToastRegion queue={toasts}>
    {({ toast }) => (
      <Toast toast={toast}>
        <ToastContent>
          <Text slot="title">{toast.content}</Text>
        </ToastContent>
        <Button slot="close">
          <X size={16} />
        </Button>
      </Toast>
    )}
  </ToastRegion>
);
