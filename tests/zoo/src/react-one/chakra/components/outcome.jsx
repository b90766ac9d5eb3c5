import { Text } from "@chakra-ui/react";

export function Outcome(props) {
  return <Text textStyle="sm" color="fg.muted" {...props} />;
}
