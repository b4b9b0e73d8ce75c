"""First names that tell a woman from a man, and those that are a first name and tell neither.

A name that is both, in one country or in two, tells neither: Andrea, Jan, Jean, Robin. Being wrong
here puts a wrong name in; not knowing leaves a pronoun where it stands.
"""

from __future__ import annotations

from typing import Final

from bot.conversation.lexicon import MEN, WOMEN

EITHER: Final = frozenset(
    """alex alexis andrea andrej ariel ashley avery cameron casey charlie chris dana drew elia
    francis gabriele jackie jamie jan jean jess jessie jo jordan jules juan-maria kelly kim lee
    leslie lindsay lou luca mika misha morgan nicola nikita noor pat quinn reese riley robin rory
    sacha sam sandy sasha shannon simone sidney stacy sydney taylor terry toni tracy val
    yuki""".split()
)
_WOMEN = frozenset(
    """ada adele adriana agatha agnieszka aino akiko alina alison allison amara amelia anastasia
    anja anneli annette annika antonella april ariana astrid aurora aya ayesha beata bella berta
    beth bettina birgit bonnie brenda bridget brigitte britta bronwen camilla carlotta carolina
    caterina cathy chantal chelsea chiara cindy clementine colette constance cordelia corinna
    cynthia daphne darya dasha debra delia denise dina dolores donna dora doris dorothea edwina
    eileen ekaterina elaine eleni elin eline elise elisabetta ellie eloise elvira emilia emilie
    erica estelle eugenia eunice evelyn faith farah federica felicity florence franziska freya
    frieda gabriela gabrielle gemma georgia geraldine gertrude gillian gina gisela gloria grazia
    greta gretchen gudrun gwen hazel heather hedwig heidi helga henrietta hermione hilary holly
    hope ida ilaria imogen inga inge ingeborg irmgard isabella isabelle isla ivy jacqueline jana
    jasmine jeanne jelena jill joanne jocelyn jolanta josefina josephine joy joyce judith judy
    julie june karina karoline katalin kate katharina kathryn katja katrin kayla keiko kerstin
    kirsten klara kristen kristin kristina lara larissa latifa lea leonie leonora letizia lidija
    lilian lillian lily liv livia lorena lorraine lotte louisa louise lucia luisa lydia mabel
    madeleine malala malin mara marcela marcia margaux margarita margot margrethe mariam mariana
    marianne marina marion marlene martina matilda maude maureen megan melanie melinda melissa
    mercedes meredith mia mila mildred millicent mina minna mireille mirjam moira molly monique
    muriel myra nadine natalie natasha nella nell nicoletta nikola nilufar ngozi norma octavia
    odile olympia oona ophelia paloma paola pauline penelope pernille phoebe phyllis pia pilar
    polly priscilla ramona raquel rebekah regina renata renate rhoda roberta rosalind rosanna
    rosemary roxanne sabina sabine sadia sally salome samantha saskia selma sheila shirley sibyl
    signe sigrid silke silvia siobhan siri solveig sonja stephanie svetlana sybil sylvie tabitha
    tamara tara tatiana tatjana thea thelma tilda tilly trudy ulla ulrike ursel vanessa verena
    viola violet viviane waltraud wanda wendy wilhelmina winifred xenia yasmin yoko ylva yvette
    yvonne zadie zara zeinab zita zofia zuzana olivia susanna
    ann""".split()
)
_MEN = frozenset(
    """abdul abdullah abel abraham achim adolf ahmad akira alain alan albrecht alessandro aldo
    alfonso alfred alistair allan aleksander alois alvaro amir anatoly angus anwar archie armando
    arne arnold arturo ashraf august axel baptiste barry bart bashar beat benedict benny bernd
    bernhard bertrand bjorn bo bogdan bradley brandon brendan brett bryan burak calvin carlo cedric
    cesar chad chester clarence clark claus clemens clifford clint colin conrad craig curtis cyril
    damian dan danilo danny darius darren dave dean derek dev didier dieter dimitri dirk don
    douglas duncan dylan eduardo edgar edmund edwin egon elias elliot enzo ernest ernesto erwin
    esteban ethan eugene evan farid fergus ferdinand finn florian floyd franco frederic friedrich
    fritz garry gavin geoffrey georg georges gerard gerhard gideon gilbert gilles giorgio giuseppe
    glenn gordon goran greg gregor guido guillaume gunnar gunther gustav hamid hamza harald harvey
    heinrich helmut henri herbert herman hermann hiro horace horst howard hubert humphrey hussein
    idris ingmar ismail ivar jaime jamal janos jared jaroslav jasper jay jeffrey jeremy jerome
    jesus jim jimmy joachim joao joel joerg jonathan jorg josef joshua juergen jurgen julius justin
    kai kamal karim kaspar kenneth khalid kirk klaus knut konrad konstantin kristian kurt kwame kyle
    lance laszlo leif leonard leonardo leonid leopold lev lewis lloyd lorenzo lothar lucas lucian
    ludwig lukas luther magnus malcolm marcel marcin marcus marek marius markus marshall massimo
    mathias mats matthias maxim mehdi mehmet milan milos mirko mitch mohamad mohammad morris
    mustafa nadeem nasser ned nick nico nicolas nigel niklas niko nils norbert norman oleg olaf ole
    olof omer orlando osman oswald pascal patrice pedro percy per petr petros phil pietro piet
    piotr pranab quentin rainer rajesh ralf ramzan randy raphael rashid raul ravi ray reginald
    reinhard rene rex rick rob rodney rodrigo roland rolf roman ron rolandas ross roy rudi rufus
    rupert russell said salman salvador salvatore sanjay saul selim serge sergio seth shane
    siegfried sigmund silvio slobodan spencer stan stanislav stanley stuart sunil svante tadeusz
    tarek ted teodor theodore thor thorsten tibor tilman timo timothy tobias todd tommy tor
    torsten toshiro travis trevor tristan udo ulrich umberto uwe vaclav valentin vasily vernon
    viggo vijay vikram vito vittorio wallace warren wayne wesley wilfried wilhelm willem willy
    winston wolf wolfgang xavier yannick yevgeny yitzhak yuri yusuf yves zachary zdenek
    niels christian johannes erik""".split()
)

FEMALE: Final = (WOMEN | _WOMEN) - EITHER
MALE: Final = (MEN | _MEN) - EITHER - FEMALE
FIRST_NAMES: Final = FEMALE | MALE | EITHER
