"""Words that decide whether a full stop ends a sentence; data only.

Written without the full stop. Capitalised forms are matched as they stand and in all capitals;
lower-case forms only as they stand, so that `no`, `sat` or `gen` inside a text stay words.
"""

from __future__ import annotations


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


MONTHS = _words("Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec")
DAYS = _words("Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun")

NEVER_END = _words(
    """
    Gen Lt Col Maj Capt Cmdr Adm Sgt Cpl Pvt Pfc Spc Brig Ens Cdr Gens Cols
    Sen Sens Rep Reps Gov Govs Pres Amb Atty Supt Det Insp Hon
    Dr Drs Mr Mrs Ms Mx Prof Profs Rev Fr Msgr Messrs Mme Mlle Sra Srta Mt Ft Pt
    vs v e.g i.e viz cf approx ca et incl resp EE z.B d.h bzw Hr Hrn dott ul prof
    ул им проф акад гл напр т.е г-н г-жа
    """
)
"""Always followed by what they belong to."""

BEFORE_NUMBER = _words(
    "No Nos no nos Nr nr Fig Figs Art Arts Sec Vol vol Ch Op op p pp para paras Ver ver №"
)
"""Abbreviations before a digit, ordinary words (or the end) before anything else."""

MAY_END = (
    MONTHS
    | DAYS
    | _words(
        """
        Inc Ltd Co Corp Bros Cos LLC Plc plc Assn Dept Univ Intl Mfg SpA Pty GmbH Est est
        Jr Sr Esq St Ave Blvd Rd Ste al Ph.D
        Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mass Mich Minn Miss Mo Mont
        Neb Nev Okla Ore Pa Penn Tenn Tex Va Vt Wash Wis Wyo Ont Que
        ft hrs hr min mins lbs lb oz sq mph ed eds trans usw Std Mio Mrd ud uds Ud Uds UU
        г гг в вв руб коп тыс млн млрд стр др пр
        """
    )
)
"""Can end a sentence: they do when the next word usually starts one (`STARTERS`)."""

USUALLY_END = _words("etc usw др пр")
"""End a sentence whenever a capital follows."""

LABELS = _words(
    """
    Plan plan Vitamin vitamin Group group Type type Hepatitis hepatitis Class class Category
    category Grade grade Exhibit exhibit Appendix appendix Section section Channel channel
    Terminal terminal Gate gate Building building Influenza influenza Schedule schedule War
    """
)
"""A single capital after one of these is a label (`Plan B.`), not an initial."""

AFTER_CLOCK = (
    MONTHS
    | DAYS
    | _words(
        """
        Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May
        June July August September October November December Eastern Central Mountain Pacific Local
        ET EST EDT CT CST CDT MT MST MDT PT PST PDT GMT UTC BST CET CEST IST JST KST MSK
        """
    )
)
"""What follows `a.m.` and `p.m.` within a sentence."""

GERMAN_MONTHS = _words(
    """
    Januar Jänner Februar Feber März April Mai Juni Juli August September Oktober November Dezember
    """
)
"""A one- or two-digit number before one of these is an ordinal (`24. März`)."""

STARTERS = _words(
    """
    A About According Across After Again Against All Almost Along Already Also Although Am Among
    An Analysts And Another Any Are Around As Asked At Authorities Back Because Before Behind
    Below Beside Besides Between Beyond Both But By Can Critics Could Did Do Does During Each
    Earlier Either Elsewhere Even Eventually Every Everyone Everything Experts Few Finally First
    Following For Former From Further Furthermore Given Had Has Have He Her Here Hers Him His How
    However I If Important In Indeed Initially Inside Instead Investigators Is It Its Just Last
    Lastly Later Lawmakers Less Like Likewise Many Maybe Meanwhile Moreover Most Much My Near
    Neither Nevertheless Next No Nobody None Nonetheless Nor Not Nothing Now Of Officials Often On
    Once One Only Or Other Others Otherwise Our Out Outside Over Part People Perhaps Police
    Previously Prosecutors Rather Recently Reporters Researchers Scientists Second Separately
    Several She Should Similarly Since So Some Sometimes Soon Sources Still Such Supporters That
    The Their Them Then There Therefore These They This Those Though Three Through Throughout Thus
    To Today Together Tomorrow Tonight Too Two Under Unlike Until Up Upon Us Usually Was We Were
    What When Whenever Where Whereas Whether Which While Who Whose Why Witnesses With Within
    Without Would Yes Yesterday Yet You Your
    Der Die Das Ein Eine Er Sie Es Wir Ich Und Aber Am Im Bei Nach Auch Dabei Doch
    Le Les Il Elle Ils Elles On Un Une Mais Dans Pour Cette Ces El Los Las Él Ella Pero En Según
    В На Но И Он Она Они Это По Как Мы Я Об Однако При После Его Её
    """
)
"""Words that, capitalised after an abbreviation, usually start a sentence in news text."""

SPEECH_VERBS = _words(
    """
    said says asked asks added wrote writes replied answered shouted yelled cried tweeted posted
    continued demanded exclaimed wondered declared insisted recalled explained
    """
)
"""Verbs that tie what follows `?”` or `!”` to the quotation (`“Why?” Ferreira asked.`)."""

UNFINISHED = _words(
    """
    the a an of in on at to for from by with and or but nor that as is was are were be been has
    have had will would can could may its his her their our who whom which whose than into over
    under after before between near about against said when while where if not
    """
)
"""A line that ends with one of these goes on in the next line."""
