"""The one kind of error that is the user's to mend."""


class InputError(Exception):
    """A mistake in what the user gave: one line that names field or file, value and remedy.

    The command line prints it without a traceback and ends with exit status 2.
    """
