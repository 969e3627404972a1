import { wordSet } from './word-set.ts'

/** Words that carry no picture in ideas that are not in English: the commonest of some languages. */
export const foreignFunctionWords = wordSet(`
der die das den dem des ein eine einen einem einer und oder aber ist sind war waren wird nicht mit auf im am zu zum zur von vom für bei aus als auch sich
er sie es wir ihr ihre ihren sein seine seinen dass wenn wie nach über unter vor hat haben wurde werden findet entdeckt will muss
le la les un une des du de au aux et ou mais est sont était dans sur pour par avec sans qui que quoi dont ce cette ces son sa ses il elle ils elles ne pas plus trouve trouvent découvre veut doit
el los las una unos unas del al y o pero es son era en por para con sin que quien su sus lo se no encuentra encuentran descubre quiere debe
il lo gli uno e ed ma è sono di da nel nella sul con per che chi suo sua trova trovano scopre vuole deve
o os as um uma do da dos das em no na nos nas ao e ou mas é são com sem por para que seu sua
de het een en of maar van op te in met voor is zijn was die dat niet naar aan
的 了 在 是 一 個 个 和 与 與 他 她 它 我 你 们 們 这 這 那 有 不 也 就 都 被 把 从 從 到 对 對 地 得 着 著 一个 一個 一封 一只 一位 发现 發現 找到
の に は を が と も で た て な い から まで です ます する した して いる れる ある こと この その ない 見つける 自分
은 는 이 가 을 를 의 에 에서 와 과 도 로 으로 그 한
и в во на не что он она оно они я с со как а то все так его её но да ты к у же вы за бы по от из о об это этот был была были
`)
