"""Do two screenshots look alike? Text, structure, colour and pixels."""
