"""Reading a YAML document part by part, so that every problem is found at once and named with its place.

    part = Part.of(text, problems := [])
    part.text("title", longest=120)
    for standard in part.parts("standards"):
        standard.texts("example_evidence")
    problems            # ["standards[3].criteria[1] (ST04.2): “statement” is missing."]

Places count from 0, as the file's own lists do; the part's code, where it has one, stands behind.
"""

import re

import yaml

# A framework of a thousand criteria, the most there may be, is written in some 750,000 characters and 40,000 parts.
MOST_CHARACTERS, MOST_PARTS, DEEPEST = 1_000_000, 60_000, 40
LONGEST_NUMBER = 20
# The parser in C reads several times as fast; it is there wherever PyYAML is installed from a wheel.
FastLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class FileProblems(Exception):
    """What is wrong with a file: one sentence each, with its place, in `problems`."""

    def __init__(self, problems):
        super().__init__("\n".join(problems))
        self.problems = problems


class NotTaken(yaml.MarkedYAMLError):
    """Good YAML that no honest file of ours needs, and that costs more to read than its length says."""


def refuse_costly(text):
    """Raise NotTaken where reading `text` would cost more than a framework does, at the first place that says so.

    The parts are passed by one after the other and none is kept: a part that stands for another is multiplied without
    end by a few lines, and the parser in C ends the whole process where parts lie in each other without end.
    """
    if len(text) > MOST_CHARACTERS:
        raise NotTaken(problem=f"it has more than {MOST_CHARACTERS:,} characters")
    parts = depth = 0
    for event in yaml.parse(text, FastLoader):
        if isinstance(event, yaml.AliasEvent):
            why = f"“*{event.anchor}” stands for another part of the file; write that part out"
            raise NotTaken(problem=why, problem_mark=event.start_mark)
        parts += isinstance(event, yaml.NodeEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if parts > MOST_PARTS:
            raise NotTaken(problem=f"it has more than {MOST_PARTS:,} parts", problem_mark=event.start_mark)
        if depth > DEEPEST:
            raise NotTaken(problem="it nests too deeply", problem_mark=event.start_mark)


class Loader(FastLoader):
    """Plain values only, and no endless number."""

    def construct_yaml_int(self, node):
        """A whole number that a person could have written."""
        if len(node.value) > LONGEST_NUMBER:
            raise NotTaken(problem="a number has too many digits", problem_mark=node.start_mark)
        return super().construct_yaml_int(node)


Loader.add_constructor("tag:yaml.org,2002:int", Loader.construct_yaml_int)


class Part:
    """One mapping of a document. What cannot be read is noted in `problems`, and an empty value stands in for it."""

    FLAG_WORDS = "true or false"
    LOADER = Loader

    def __init__(self, data, place, problems):
        self.data = data if isinstance(data, dict) else {}
        self.place = place
        self.problems = problems
        self.asked = set()
        if not isinstance(data, dict):
            self.note("should be a list of words and values.")

    @classmethod
    def of(cls, text, problems):
        """The whole document in `text`."""
        try:
            refuse_costly(text)
            data = yaml.load(text, cls.LOADER)
        except NotTaken as error:
            problems.append(f"This cannot be read: {_first_line(error)}")
            data = {}
        except (yaml.YAMLError, RecursionError) as error:
            problems.append(f"This is not YAML: {_first_line(error)}")
            data = {}
        except (ValueError, OverflowError) as error:
            problems.append(f"This is not YAML: a date or a number is none ({error}).")
            data = {}
        return cls(data, "", problems)

    def note(self, why):
        """Note a problem of this part."""
        self.problems.append(f"{self._name()}: {why}" if self._name() else why)

    def wrong(self, key, why):
        """Note a problem of the value under `key`."""
        self.note(f"“{key}” {why}")

    def has(self, key):
        return self.data.get(key) is not None

    def raw(self, key):
        """The value under `key` as YAML gave it, or None."""
        self.asked.add(key)
        return self.data.get(key)

    def text(self, key, longest=None, required=True):
        """A text without the white space around it; numbers are not texts, but for codes such as 2015."""
        value = self.raw(key)
        if value is None:
            if required:
                self.wrong(key, "is missing.")
            return ""
        if not isinstance(value, str) or not value.strip() or "\x00" in value:
            self.wrong(key, "should be words.")
            return ""
        if longest and len(value.strip()) > longest:
            self.wrong(key, f"has {len(value.strip())} characters; the most is {longest}.")
        return value.strip()

    def number(self, key, default=None, least=None, most=None):
        """A whole number, of `least` to `most` where they are given; `default` where none is given."""
        value = self.raw(key)
        if value is None and default is not None:
            return default
        if type(value) is not int:
            self.wrong(key, "should be a whole number." if value is not None else "is missing.")
            return default or 0
        if least is not None and not least <= value <= most:
            self.wrong(key, f"is {value}; it should be from {least} to {most}.")
        return value

    def flag(self, key):
        """Yes or no; not given is no."""
        value = self.raw(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.wrong(key, f"should be {self.FLAG_WORDS}.")
        return False

    def one_of(self, key, allowed, default=None):
        """One of the `allowed` values."""
        value = self.raw(key)
        if value is None and default is not None:
            return default
        if value in list(allowed):
            return value
        said = "is missing" if value is None else f"is “{value}”"
        self.wrong(key, f"{said}; it should be one of: {', '.join(map(str, allowed)) or 'none, for none is named'}.")
        return default

    def texts(self, key):
        """A list of texts; not given is an empty one."""
        return tuple(value.strip() for value in self._items(key, str, "a list of words"))

    def numbers(self, key):
        """A list of whole numbers."""
        return tuple(self._items(key, int, "a list of whole numbers"))

    def part(self, key):
        """The mapping under `key`."""
        if not self.has(key):
            self.raw(key)
            self.wrong(key, "is missing.")
            return type(self)({}, self._under(key), [])
        return type(self)(self.raw(key), self._under(key), self.problems)

    def parts(self, key):
        """The list of mappings under `key`; not given is an empty one."""
        value = self.raw(key)
        if value is not None and not isinstance(value, list):
            self.wrong(key, "should be a list.")
            return []
        return [
            type(self)(item, f"{self._under(key)}[{index}]", self.problems) for index, item in enumerate(value or [])
        ]

    def pairs(self, key):
        """A mapping of words to words; not given is an empty one. Numbers such as 2015 count as words here."""
        value = self.raw(key) or {}
        if isinstance(value, dict) and all(_is_word(each) for pair in value.items() for each in pair):
            return {str(name).strip(): str(text).strip() for name, text in value.items()}
        self.wrong(key, "should be a list of words and values.")
        return {}

    def nothing_else(self, *known):
        """Note every word that was neither asked for nor is `known`: most are slips of the pen."""
        for key in self.data:
            if key not in self.asked and key not in known:
                self.note(f"“{key}” is not a word of this file.")

    def _items(self, key, kind, called):
        value = self.raw(key)
        if value is None:
            return []
        if isinstance(value, list) and all(type(item) is kind and item != "" for item in value):
            return value
        self.wrong(key, f"should be {called}.")
        return []

    def _under(self, key):
        return f"{self.place}.{key}" if self.place else key

    def _name(self):
        code = self.data.get("code")
        return f"{self.place} ({code})" if code and self.place else self.place


class Lined(dict):
    """A mapping that knows the line of the file it begins in, and the line of each of its keys."""

    line = 1
    lines: dict


class LinedLoader(Loader):
    """Plain values, of which the mappings are `Lined`."""

    def construct_lined(self, node):
        """A mapping with its lines, which are known before its values are read."""
        held = Lined()
        held.line = node.start_mark.line + 1
        held.lines = {key.value: key.start_mark.line + 1 for key, _ in node.value if isinstance(key, yaml.ScalarNode)}
        yield held
        held.update(self.construct_mapping(node))

    def construct_yaml_timestamp(self, node):
        """A day or, where the calendar has none like it, its words: whoever asks for a day names its line."""
        try:
            return super().construct_yaml_timestamp(node)
        except ValueError:
            return node.value


LinedLoader.add_constructor("tag:yaml.org,2002:map", LinedLoader.construct_lined)
LinedLoader.add_constructor("tag:yaml.org,2002:timestamp", LinedLoader.construct_yaml_timestamp)


class LinedPart(Part):
    """A part of a file whose problems are named by line: "Line 12: “kind” is missing." """

    LOADER = LinedLoader

    def note(self, why):
        self.problems.append(f"Line {self.line_of()}: {why}")

    def wrong(self, key, why):
        self.problems.append(f"Line {self.line_of(key)}: “{key}” {why}")

    def line_of(self, key=None) -> int:
        """Return the line of a key or, where there is none, the part's own; that of its name where it is no mapping."""
        own = getattr(self.data, "line", None) or int(self.place.partition("[")[0] or 1)
        return getattr(self.data, "lines", {}).get(key, own)

    def nothing_else(self, *known):
        for key in self.data:
            if key not in self.asked and key not in known:
                self.wrong(key, "is not a word of this file.")

    def _under(self, key):
        return str(self.line_of(key))


def in_order_of_lines(problems) -> list[str]:
    """Return what `LinedPart`s have found wrong, from the head of the file to its foot."""
    return sorted(problems, key=lambda problem: int(re.match(r"Line (\d+)|", problem)[1] or 0))


def _is_word(value):
    """Whether it can be read as words: text that is not empty, or a whole number."""
    return type(value) is int or (isinstance(value, str) and bool(value.strip()) and "\x00" not in value)


def _first_line(error):
    """What is wrong and where, on one line, out of a YAML error of several."""
    mark = getattr(error, "problem_mark", None)
    where = f" in line {mark.line + 1}, column {mark.column + 1}" if mark else ""
    why, *_ = (getattr(error, "problem", None) or str(error)).splitlines()
    return f"{why}{where}."
