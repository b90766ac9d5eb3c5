import { useEffect, useRef } from "react";
import { Button, Separator, Toolbar } from "react-aria-components";
import { Bold, Italic, List, ListOrdered, Underline } from "lucide-react";
import { exec, init } from "pell";

const ACTIONS = [
  ["Bold", Bold, "bold"],
  ["Italic", Italic, "italic"],
  ["Underline", Underline, "underline"],
  null,
  ["Bulleted list", List, "insertUnorderedList"],
  ["Numbered list", ListOrdered, "insertOrderedList"],
];

export function Editor({ onChange }) {
  const place = useRef(null);

  useEffect(() => {
    const { content } = init({ element: place.current, actions: [], onChange: () => onChange(content.innerText) });
    content.parentNode.querySelector(".pell-actionbar").remove();
    return () => place.current?.replaceChildren();
  }, []);

  return (
    <div className="editor">
      <Toolbar aria-label="Text formatting">
        {ACTIONS.map((action, index) => {
          if (!action) return <Separator key={index} orientation="vertical" />;
          const [label, Icon, command] = action;
          return (
            <Button
              key={command}
              aria-label={label}
              className="react-aria-Button quiet"
              onPress={() => {
                place.current.content.focus();
                exec(command);
              }}
            >
              <Icon size={16} />
            </Button>
          );
        })}
      </Toolbar>
      <div ref={place} />
    </div>
  );
}
